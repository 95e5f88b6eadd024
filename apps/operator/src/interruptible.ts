export interface Interruptible {
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process as ever. */
  readonly signal: AbortSignal;
  /** From here on signals mean what they mean elsewhere. */
  readonly end: () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Lets work come to a place where it can be resumed before a signal ends the process. */
export function interruptible(): Interruptible {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of SIGNALS) process.once(signal, onSignal);
  return {
    signal: interrupt.signal,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
