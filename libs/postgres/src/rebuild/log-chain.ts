import type { LoggedEvent } from '#contracts';
import { GENESIS_HASH, hasHash } from '#contracts';
import { RebuildError } from './rebuild-error.js';

/** Where a log partition was left. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
}

export const BEGINNING: Tail = { seq: 0, hash: GENESIS_HASH };

/**
 * The tail after some more events. Refuses those that do not follow, because what a log says that
 * is not whole would be written over rows that may be right.
 * @throws RebuildError `LOG_BROKEN`
 */
export function follow(tail: Tail, events: readonly LoggedEvent[]): Tail {
  return events.reduce((last, { event, prevHash, hash }) => {
    const { partition, seq } = event;
    const whole = seq === last.seq + 1 && prevHash === last.hash && hasHash(hash, prevHash, event);
    if (whole) return { seq, hash };
    const message = `the log is broken at partition ${partition} seq ${seq}: see allocator verify`;
    throw new RebuildError('LOG_BROKEN', message);
  }, tail);
}
