-- Of several evaluators one steps at a time: what it found is what the next one goes on from.
lock table alerts in share row exclusive mode
