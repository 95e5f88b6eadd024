import type { BookingStatus, CommandData, Instant, SentFacts, Window } from '#contracts';
import { PRESENT_STATUSES, TERMINAL_STATUSES } from '#contracts';
import { invalidWindow } from '../checks/window-checks.js';
import type { Rejected } from '../decision.js';
import { rejectFor } from '../decision.js';
import type { BookingRecord, Venue } from '../floor.js';
import type { ZoneClock } from '../policy/index.js';
import { bookingWindow, resolveTime } from '../policy/index.js';
import { longer } from '../windows.js';

/** When a booking is, after its owner's registration, and what of that the owner changed. */
export interface BookingTimes {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly window: Window;
  readonly sent: SentFacts;
  readonly startChanged: boolean;
  /**
   * How long the stay would last by the turn time of a party that changed whose guests are here, or
   * by the end that the owner sent for a stay that is over: `window` does not say so, because
   * nothing of theirs is computed again. Null where nothing else is wished for.
   */
  readonly wished: Window | null;
}

type Sent = CommandData['RegisterBooking'];

/**
 * THE rule of a booking's times: only what the owner changed is computed again.
 *
 * - A start, or an end, is changed when its text is another and means another instant. A booking
 *   that was recorded before its texts were kept is compared by instants, and an end that is not
 *   sent changes nothing of it.
 * - A changed start makes the window anew, by today's policy. A changed end, or a party that
 *   changed and has no end of its own, moves the window's end alone.
 * - Guests who are here keep their window, but for a later end that the owner names; so does
 *   whoever's window is over. The end that they would have is told as `wished`.
 */
export function bookingTimes(
  venue: Venue,
  before: BookingRecord | undefined,
  data: Sent,
  now: Instant | null,
): BookingTimes | Rejected {
  const { timeZone } = venue.configuration;
  const isHere = before !== undefined && PRESENT_STATUSES.has(statusAfter(before, data.status));
  const start = timeOf(data.startsAt, before?.sent?.startsAt, before?.startsAt, venue.clock);
  if (!start.ok) return rejectFor([invalidWindow('startsAt', start.message)]);
  const end = endOf(data, before, venue.clock);
  if (!end.ok) return rejectFor([invalidWindow('endsAt', end.message)]);

  const sent = sentFacts(data, timeZone);
  const startsAt = start.instant;
  if (!before || startsAt !== before.startsAt) {
    const timed = windowBy(venue, data.partySize, startsAt, end.instant);
    if ('kind' in timed) return timed;
    const fresh = { startsAt, sent, startChanged: before !== undefined };
    if (!before || !isHere) return { ...fresh, ...timed, wished: null };
    return { ...fresh, endsAt: timed.endsAt, window: before.window, wished: null };
  }
  const kept = {
    startsAt,
    endsAt: before.endsAt,
    window: before.window,
    sent,
    startChanged: false,
  };
  const partyCounts = end.instant === null && data.partySize !== before.partySize;
  if (!end.changed && !partyCounts) return { ...kept, wished: null };

  const timed = windowBy(venue, data.partySize, startsAt, end.instant);
  if ('kind' in timed) return timed;
  const window = { start: before.window.start, end: timed.window.end };
  const isOver = now !== null && before.window.end !== null && before.window.end <= now;
  if (end.changed && end.instant !== null) {
    const { endsAt } = timed;
    if (isOver && !isHere) return { ...kept, endsAt, wished: window };
    // An end that the owner names is the owner's; of guests who are here it only lengthens.
    return {
      ...kept,
      endsAt,
      window: isHere ? longer(before.window, window) : window,
      wished: null,
    };
  }
  if (isHere) return { ...kept, wished: window };
  if (isOver) return { ...kept, wished: null };
  return { ...kept, endsAt: timed.endsAt, window, wished: null };
}

/**
 * The status that an owner's registration leads to. One that the owner sends again is no change of
 * it: staff may have said meanwhile that the guests are here, or took back that they do not come.
 * A booking that is over is not opened again by this; whether it may be is asked of the status that
 * was sent.
 */
export function statusAfter(before: BookingRecord, sent: BookingStatus): BookingStatus {
  if (TERMINAL_STATUSES.has(before.status)) return sent;
  const isOpen = !TERMINAL_STATUSES.has(sent) && !PRESENT_STATUSES.has(sent);
  const again =
    before.sent === null
      ? PRESENT_STATUSES.has(before.status) && isOpen
      : before.sent.status === sent;
  return again ? before.status : sent;
}

type Resolved =
  | { readonly ok: true; readonly instant: Instant; readonly changed: boolean }
  | { readonly ok: false; readonly message: string };

/** The text that was sent before means what it meant then, whatever the zone's law is today. */
function timeOf(
  text: string,
  textBefore: string | undefined,
  instantBefore: Instant | undefined,
  clock: ZoneClock,
): Resolved {
  if (text === textBefore && instantBefore !== undefined) {
    return { ok: true, instant: instantBefore, changed: false };
  }
  const resolved = resolveTime(text, clock);
  if (!resolved.ok) return resolved;
  const { instant } = resolved;
  return { ok: true, instant, changed: instant !== instantBefore };
}

type ResolvedEnd =
  | { readonly ok: true; readonly instant: Instant | null; readonly changed: boolean }
  | { readonly ok: false; readonly message: string };

/** The end as the owner wants it; null: by the turn time. */
function endOf(data: Sent, before: BookingRecord | undefined, clock: ZoneClock): ResolvedEnd {
  const sentBefore = before?.sent?.endsAt ?? null;
  if (data.endsAt == null) {
    return { ok: true, instant: null, changed: before?.sent != null && sentBefore !== null };
  }
  // An end that nobody sent was the turn time's: to name it is to choose it.
  const known = before && (before.sent === null || sentBefore !== null) ? before.endsAt : undefined;
  return timeOf(data.endsAt, sentBefore ?? undefined, known, clock);
}

function windowBy(venue: Venue, partySize: number, startsAt: Instant, endsAt: Instant | null) {
  const { policy } = venue.configuration;
  const timed = bookingWindow(policy, venue.clock, partySize, startsAt, endsAt);
  if (!timed.ok) return rejectFor([invalidWindow('endsAt', timed.message)]);
  return { endsAt: timed.endsAt, window: timed.window };
}

/** What ends in `Z` or an offset says an instant in any zone. */
const WITH_OFFSET = /(?:Z|[+-]\d\d(?::?\d\d)?)$/;

function sentFacts(data: Sent, timeZone: string): SentFacts {
  const { startsAt, status } = data;
  const endsAt = data.endsAt ?? null;
  const byWallClock = [startsAt, endsAt].some((text) => text !== null && !WITH_OFFSET.test(text));
  return { startsAt, endsAt, timeZone: byWallClock ? timeZone : null, status };
}
