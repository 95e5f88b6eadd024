import type { Command } from 'commander';
import type { Exit } from './exit.js';

/**
 * Adds one verb to the program and returns it. The verb tells `done` how it ended when that is not
 * with success; what it throws is told to the user by `main`.
 */
export type AddVerb = (program: Command, done: (exit: Exit) => void) => Command;
