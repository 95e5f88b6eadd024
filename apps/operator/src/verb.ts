import type { Command } from 'commander';
import type { Exit } from './exit.js';

/**
 * One verb. What can be typed is known at once, for help and for what is typed wrongly. What does
 * it is loaded when it is called: Kafka, the database and the rules take longer to load than most
 * verbs take to run.
 */
export interface Verb {
  /** Adds it to the program, with its words, its options and its help. */
  readonly add: (program: Command) => Command;
  readonly load: () => Promise<{ readonly run: Run }>;
}

/**
 * Does it, given its arguments and its options, and says how it ended: nothing is success. What it
 * throws is told to the user by `main`.
 */
export type Run = (...given: never[]) => Promise<Exit | void>;
