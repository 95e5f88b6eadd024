import type { AttentionRow, Instant, Uuid, Warning, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import { isEnforcing } from './evaluate.js';
import type { Assignment, BookingRecord, Floor, Venue } from './floor.js';
import { endOn } from './floor.js';
import type { ServiceDay } from './policy/index.js';
import type { Ask } from './rules/ask.js';
import { bestWish, selectionFor } from './rules/best.js';
import { latestEnd, longerStay, nextOn } from './rules/stay.js';
import { selectSeveral } from './selector/index.js';
import { timelineBooking } from './timeline-booking.js';
import { encloses, plusMinutes } from './windows.js';

const ROWS_MAX = 100;
/** Further down the list nobody acts at once; the moves are looked for when they come up. */
const ROWS_WITH_MOVES_MAX = 20;
const MOVES_MAX = 3;
/** Of those of whoever is next, so that the party that sits has a way out, too. */
const MOVES_OF_NEXT_MAX = 2;
const SOON_MINUTES = 15;

type Picture = Omit<Ask, 'command'>;
type Row = Omit<AttentionRow, 'moves'>;

/**
 * Guests who are here and whose tables are not theirs for as long as they stay: first those in
 * whose way somebody is, by when; then those who have nothing any more, the longest first.
 */
export function needsAttention(
  floor: Floor,
  venue: Venue,
  day: ServiceDay,
  now: Instant,
): readonly AttentionRow[] {
  const picture = { floor, venue, now, enforcing: isEnforcing(floor.flags, null) };
  return [...rowsOf(picture)]
    .sort((a, b) => (urgencyOf(a) < urgencyOf(b) ? -1 : 1))
    .slice(0, ROWS_MAX)
    .map((row, i) => ({ ...row, moves: i < ROWS_WITH_MOVES_MAX ? moves(picture, day, row) : [] }));
}

/** Whose longer stay a booking is in the way of, or who is in the way of its own. */
export function overstaysAbout(picture: Picture, bookingId: Uuid): readonly Warning[] {
  return rowsOf(picture)
    .filter(({ bookingId: stays, next }) => next && [stays, next.bookingId].includes(bookingId))
    .map(overstayWarning);
}

/** Of all guests who are here. */
function rowsOf(picture: Picture): readonly Row[] {
  const { assignments, bookings } = picture.floor;
  return [...assignments].flatMap(([bookingId, assignment]) => {
    const booking = bookings.get(bookingId);
    if (!booking || !PRESENT_STATUSES.has(booking.status)) return [];
    return lapsedOf(picture, booking, assignment) ?? overstaysOf(picture, booking);
  });
}

function overstayWarning({ bookingId, tables, until, next }: Row): Warning {
  const labels = tables.map(({ label }) => label).join(' and ');
  const message = `the guests of booking ${bookingId} have ${labels} until ${until} and have not left; ${next!.bookingId ?? next!.kind} is next there`;
  const { id, kind, bookingId: nextId, window } = next!;
  const details = { bookingId, tables: tables.map((table) => ({ ...table })), until };
  const following = { id, kind, bookingId: nextId, window: { ...window } };
  return { code: 'OVERSTAY', message, details: { ...details, next: following } };
}

function urgencyOf({ kind, until, bookingId }: Row): string {
  return `${kind === 'overstay' ? 0 : 1}${until}${bookingId}`;
}

/** Null: something is theirs still, or will be made so. */
function lapsedOf(
  picture: Picture,
  booking: BookingRecord,
  assignment: Assignment,
): readonly Row[] | null {
  const { floor, venue, now } = picture;
  const { bookingId } = booking;
  const ends = assignment.tableIds.map((tableId) => endOn(assignment, tableId));
  const until = ends
    .map((end) => end ?? '')
    .sort()
    .at(-1);
  if (!until || ends.some((end) => end === null || end > now)) return null;
  const latest = latestEnd(venue, booking, assignment);
  if (latest !== null && latest > now) return null;
  const next = assignment.tableIds.flatMap((tableId, i) => {
    const stretch = { start: ends[i]!, end: plusMinutes(now, SOON_MINUTES) };
    return nextOn(picture, bookingId, tableId, stretch) ?? [];
  });
  next.sort((a, b) => (a.window.start < b.window.start ? -1 : 1));
  const tables = floor.refsOf(assignment.tableIds);
  const shown = timelineBooking(booking);
  return [{ kind: 'lapsed', bookingId, booking: shown, tables, until, next: next[0] ?? null }];
}

function overstaysOf(picture: Picture, booking: BookingRecord): readonly Row[] {
  const { bookingId } = booking;
  const met = longerStay(picture, bookingId)?.met ?? [];
  return met.map(({ blocker, tables, until }) => ({
    kind: 'overstay',
    bookingId,
    booking: timelineBooking(booking),
    tables: picture.floor.refsOf(tables),
    until,
    next: blocker,
  }));
}

/** Who could sit elsewhere, so that both have a table; nobody who is pinned. */
function moves(picture: Picture, { span }: ServiceDay, row: Row): AttentionRow['moves'] {
  const { floor, venue, now } = picture;
  if (row.next === null) return [];
  const contested = row.tables.map(({ tableId }) => tableId);
  const elsewhere = (bookingId: Uuid, window: Window, most: number): AttentionRow['moves'] => {
    const booking = floor.bookings.get(bookingId);
    // Of another day it is not known who has what.
    const isPinned = booking?.pinReason != null || (booking?.pinnedTableIds.length ?? 0) > 0;
    if (!booking || isPinned || !encloses(span, window)) return [];
    const wish = bestWish(booking, window, null);
    const constraints = { excludeTableIds: contested };
    const request = selectionFor(floor, venue, wish, now, picture.enforcing, constraints);
    const found = selectSeveral(request, most);
    return found.map((tables) => ({
      bookingId,
      tables: floor.refsOf(tables.map((table) => table.id)),
    }));
  };
  const { kind, bookingId: nextId, window } = row.next;
  const next =
    kind === 'assignment' && nextId !== null ? elsewhere(nextId, window, MOVES_OF_NEXT_MAX) : [];
  const { start, end } = floor.assignments.get(row.bookingId)!.window;
  const step = venue.configuration.policy.overstay?.extendMinutes ?? SOON_MINUTES;
  const wished = plusMinutes(now, step);
  const sitting = { start, end: end !== null && end > wished ? end : wished };
  return [...next, ...elsewhere(row.bookingId, sitting, MOVES_MAX - next.length)];
}
