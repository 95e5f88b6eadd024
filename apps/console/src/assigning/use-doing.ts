import { useState } from 'react';
import { ApiProblem, isUndecided } from '../api/problem.js';

/** What is being done right now. */
export type Doing = 'hold' | 'extend' | 'release' | 'confirm';

/** What did not go, and why. */
export interface Trouble {
  readonly doing: Doing;
  readonly problem: ApiProblem;
}

/** Runs one thing at a time; a refusal is shown, and `refused` asks for the picture behind it. */
export function useDoing(refused: () => Promise<void>) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const run = async (what: Doing, act: () => Promise<void>): Promise<void> => {
    if (doing !== null) return;
    setDoing(what);
    setTrouble(null);
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setTrouble({ doing: what, problem });
      // No answer is no refusal: the attempt may yet be repeated as it was.
      if (problem.status !== 0 && !isUndecided(problem)) await refused();
    } finally {
      setDoing(null);
    }
  };
  return { doing, trouble, run, forgive: () => setTrouble(null) };
}
