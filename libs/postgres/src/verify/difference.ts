/** What `verify` looks at, in the order in which it looks. */
export const LOG_CHECKS = ['overlaps', 'dense', 'chain', 'outcomes', 'fold'] as const;
export type LogCheck = (typeof LOG_CHECKS)[number];

/** The first thing that a check found different from what the log says. */
export interface Difference {
  readonly check: LogCheck | 'kafka';
  /** Where: a partition and seq, or a table and key. */
  readonly where: string;
  /** Of rows that differ in part, what differs, by path. */
  readonly expected: unknown;
  readonly found: unknown;
}

export interface VerifyReport {
  readonly events: number;
  readonly venues: number;
  readonly rows: number;
  /** At most one per check; none at all: everything holds. */
  readonly differences: readonly Difference[];
}
