import { useMemo, useRef } from 'react';
import type { CommandData, CommandOutcome, CommandType, Timeline, Uuid } from '#contracts';
import { sendCommand } from '../api/commands.js';
import { ApiProblem, isUndecided } from '../api/problem.js';
import { nowMs } from '../time/clock.js';
import { dayInView } from '../time/day-in-view.js';
import { useNotices } from '../ui/telling.js';
import type { Notice } from '../ui/telling.js';
import { problemWords, warningWords } from '../words.js';
import { settingFor } from './blocker-names.js';
import { clashWords } from './clashes.js';
import type { Taker } from './clashes.js';
import { bookingsOf } from './seating.js';
import { nameOf } from './tiles.js';
import type { Pending } from './use-pending.js';

/** One thing a person asks for, and what is said about it. */
export interface Change<T extends CommandType = CommandType> {
  readonly type: T;
  readonly data: CommandData[T];
  /** Shown until it is answered. */
  readonly shows?: readonly Pending[];
  /** What is told when it is done; the newest timeline is at hand. */
  readonly done: (timeline: Timeline | undefined) => Notice;
  /** What is told when it is not; absent: that it was not possible, and why. */
  readonly refused?: (problem: ApiProblem, why: string) => Notice;
}

/** What whoever stays without an answer may rely on. */
const ASKED_AGAIN = 'Ask again: it is done once only.';

export type Ask = <T extends CommandType>(change: Change<T>) => Promise<boolean>;

/** Sends a change, shows it meanwhile, and says what became of it. Answers whether it was done. */
export function useAsk(
  timeline: Timeline | undefined,
  showWhile: <T>(changes: readonly Pending[], asked: Promise<T>) => Promise<T>,
): Ask {
  const { tell } = useNotices();
  const latest = useRef(timeline);
  latest.current = timeline;
  return useMemo(
    () => async (change) => {
      const venueId = latest.current?.venueId ?? '';
      try {
        const asked = sendCommand(change.type, venueId, change.data);
        const outcome = await showWhile(change.shows ?? [], asked);
        const notice = change.done(latest.current);
        tell({
          ...notice,
          detail: [notice.detail, warningsOf(outcome, change, latest.current)]
            .filter(Boolean)
            .join(' '),
        });
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        const why = problemWords(error, await settingFor(error, settingOf(latest.current)));
        tell({ tone: 'error', ...noticeOf(change, error, why) });
        return false;
      }
    },
    [showWhile, tell],
  );
}

function warningsOf(
  { warnings }: CommandOutcome,
  { data }: Change,
  timeline: Timeline | undefined,
): string {
  if (timeline === undefined || warnings.length === 0) return '';
  const inTheWay = clashWords(timeline, data as Taker, nowMs());
  // Two sides of a swap may find the same.
  return [...new Set(warnings.map((warning) => warningWords(warning, inTheWay)))].join(' ');
}

function noticeOf({ refused }: Change, problem: ApiProblem, why: string): Notice {
  if (isUndecided(problem)) return { text: 'No answer.', detail: `${why} ${ASKED_AGAIN}` };
  return refused?.(problem, why) ?? { text: 'Not possible.', detail: why };
}

function settingOf(timeline: Timeline | undefined) {
  const bookings = timeline === undefined ? null : bookingsOf(timeline);
  return {
    ...(timeline === undefined ? { timeZone: 'UTC' } : dayInView(timeline)),
    nameOf(bookingId: Uuid): string | null {
      const booking = bookings?.get(bookingId);
      return booking === undefined ? null : nameOf(booking);
    },
  };
}
