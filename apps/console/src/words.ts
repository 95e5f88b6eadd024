import type {
  Alternative,
  Blocker,
  BookingView,
  NoticeCode,
  Rejection,
  RejectionCode,
  Warning,
  WarningCode,
} from '#contracts';
import type { ApiProblem } from './api/problem.js';
import { spanIn, untilIn } from './time/day-in-view.js';
import type { DayInView } from './time/day-in-view.js';
import { countdown } from './time/venue-time.js';

/** Names a booking for a person; null when the page does not know it. */
export type NameOf = (bookingId: string) => string | null;

/** What the words need to know of where they are said. */
export interface Setting extends DayInView {
  readonly nameOf?: NameOf;
}

/** Each refusal in words a host understands, when nothing more is known. */
const SENTENCES: { readonly [C in RejectionCode]: string } = {
  TABLE_NOT_FOUND: 'This table is not in this venue.',
  TABLE_INACTIVE: 'This table is not in use.',
  BOOKING_NOT_FOUND: 'This booking is not known here.',
  BOOKING_CLOSED: 'This booking is over: it was completed, cancelled or did not come.',
  WINDOW_INVALID: 'This is not a time the venue’s clock has, or it ends before it starts.',
  OUTSIDE_SERVICE: 'The venue does not serve then.',
  CAPACITY_INSUFFICIENT: 'Too small for the party.',
  SLACK_EXCEEDED: 'Too many seats would stay empty.',
  ZONES_MIXED: 'These tables are in different zones.',
  TABLE_FIXED: 'A fixed table cannot be joined with another.',
  MERGES_DISABLED: 'Joining tables is switched off.',
  TOO_MANY_TABLES: 'These are more tables than may be joined.',
  NOT_ADJACENT: 'These tables do not stand together.',
  TABLE_CONFLICT: 'The table is taken.',
  HOLD_CONFLICT: 'Somebody holds the table.',
  TABLE_BLOCKED: 'The table is blocked.',
  BOOKING_PINNED: 'This booking is pinned to its table.',
  HOLD_NOT_FOUND: 'This hold is gone.',
  HOLD_EXPIRED: 'The hold has run out. Hold the tables again.',
  HOLD_BOOKING_MISMATCH: 'This hold is for another booking.',
  HOLD_TTL_INVALID: 'A hold cannot last so long.',
  BLOCK_NOT_FOUND: 'This block is gone.',
  BOOKING_UNASSIGNED: 'This booking has no table.',
  STALE_CONTEXT: 'Something changed meanwhile. Look again, then decide.',
  IDEMPOTENCY_MISMATCH: 'This was asked before with another content.',
  FLAG_UNKNOWN: 'There is no such switch.',
  PAYLOAD_INVALID: 'Something that was entered is not right.',
  VENUE_NOT_FOUND: 'This venue is not known.',
  VENUE_IN_USE: 'Tables with bookings would be lost.',
  ID_TAKEN: 'This id is in use.',
  NO_TABLES_FIT: 'No free table fits this party at that time.',
};

/** Failures that are no refusal of the domain. */
const TROUBLES: { readonly [code: string]: string } = {
  OFFLINE: 'The service cannot be reached. Nothing was changed; try again in a moment.',
  UNANSWERED: 'The service did not answer. It is not known whether this was done.',
  UNAUTHENTICATED: 'The token is not valid any more. Sign in again.',
  FORBIDDEN: 'This token may not do that.',
  OVERLOADED: 'The service is busy. Try again in a moment.',
  STOPPING: 'The service is restarting. Try again in a moment.',
  LOG_UNAVAILABLE: 'The service cannot reach its log. Try again in a moment.',
  ROUTE_NOT_FOUND: 'This service does not know that yet.',
};

/** Why something failed, in one or two sentences for the person who asked. */
export function problemWords(problem: ApiProblem, setting: Setting): string {
  const { rejection, code } = problem;
  const fields = fieldsOf(problem);
  if (fields.length > 0) return [SENTENCES.PAYLOAD_INVALID, ...fields].join(' ');
  if (rejection !== null) return rejectionWords(rejection, setting);
  if (isKnown(code) && code !== 'PAYLOAD_INVALID') return SENTENCES[code];
  return TROUBLES[code] ?? problem.message;
}

/** What is wrong with each field that was entered: `reason must be shorter than …`. */
function fieldsOf({ code, details, rejection }: ApiProblem): readonly string[] {
  const fields = details?.['fields'] ?? rejection?.details?.['fields'];
  if (code !== 'PAYLOAD_INVALID' || !Array.isArray(fields)) return [];
  return (fields as { path?: string; message?: string }[]).map(
    ({ path = 'It', message = 'is not right' }) => {
      const name = path.replace(/^data\./, '');
      return message.startsWith(`${name} `) ? `${message}.` : `${name}: ${message}.`;
    },
  );
}

/** A refusal when nothing is known but its code; one of a newer service is named by it. */
export function codeWords(code: string): string {
  return isKnown(code)
    ? SENTENCES[code]
    : `Refused for a reason that this page does not know: ${code}.`;
}

function isKnown(code: string): code is RejectionCode {
  return Object.hasOwn(SENTENCES, code);
}

/** Who has the table until when; by how much it is too small; or the rule that says no. */
export function rejectionWords(rejection: Rejection, setting: Setting): string {
  const { blockers, checks, code, message } = rejection;
  if (blockers.length > 0) return blockers.map((one) => blockerWords(one, setting)).join(' ');
  const failed = checks.filter(({ status }) => status === 'error');
  if (failed.length === 0) return isKnown(code) ? SENTENCES[code] : `${codeWords(code)} ${message}`;
  return failed.map((check) => checkWords(check.code ?? code, check.details ?? {})).join(' ');
}

/** `T12 is taken by Rossi until 21:00.` */
export function blockerWords(blocker: Blocker, setting: Setting): string {
  const { label, kind, bookingId, window, owner, secondsLeft, reason } = blocker;
  const { nameOf } = setting;
  const until = untilIn(setting, window.end);
  if (kind === 'block') return `${label} is blocked ${until}${reason ? `: ${reason}` : ''}.`;
  const who = bookingId === null ? null : (nameOf?.(bookingId) ?? `booking ${shortId(bookingId)}`);
  if (kind === 'hold') {
    const left = secondsLeft === undefined ? '' : `, for ${countdown(secondsLeft * 1_000)} more`;
    const whom = who === null ? '' : ` for ${who}`;
    return `${label} is held by ${owner ?? 'somebody'}${whom}${left}.`;
  }
  return `${label} is taken by ${who ?? 'somebody'} ${until}.`;
}

/** One check that failed, with its numbers where it has them. */
export function checkWords(
  code: WarningCode,
  details: { readonly [key: string]: unknown },
): string {
  const { partySize, seats, maxParty } = details;
  const room = typeof maxParty === 'number' ? maxParty : seats;
  if (
    code === 'CAPACITY_INSUFFICIENT' &&
    typeof room === 'number' &&
    typeof partySize === 'number'
  ) {
    return `Too small by ${partySize - room}: room for ${room}, the party is ${partySize}.`;
  }
  const { slack, maxSlack, maxTables } = details;
  if (code === 'SLACK_EXCEEDED' && typeof slack === 'number') {
    return `${slack} seats would stay empty; the house allows ${String(maxSlack)}.`;
  }
  if (code === 'TOO_MANY_TABLES' && typeof maxTables === 'number') {
    return `At most ${maxTables} tables may be joined.`;
  }
  return isNotice(code) ? NOTICES[code] : codeWords(code);
}

/** What was done all the same, in a sentence. */
const NOTICES: { readonly [C in NoticeCode]: string } = {
  TABLES_LOST: 'Their tables are not free at the new time and were given up.',
  TABLES_NOT_RESTORED: 'The tables they had are taken meanwhile: they have none now.',
  WINDOW_NOT_EXTENDED: 'Their table is not free any longer than before: the time they had stays.',
  STAFF_CHOICE_KEPT: 'The time that was chosen at the tables stays, and is not the booking’s.',
  GUESTS_KEPT: 'The guests are here: they keep their table.',
  HOLD_GIVEN_UP: 'What was held for the old time was let go.',
  PINNED_TABLE_GONE: 'A table that they asked for is no longer there.',
  OUTSIDE_BOOKED_TIME: 'The guests are booked for another time than the tables are theirs.',
  TABLE_DROPPED: 'A table that was given away is no longer there: its guests need another.',
  TABLE_MAY_BE_OCCUPIED: 'Guests who had it until before have not left and may sit there still.',
  OVERSTAY: 'Guests stay longer than they can have their table: somebody else is next.',
};

function isNotice(code: WarningCode): code is NoticeCode {
  return Object.hasOwn(NOTICES, code);
}

/**
 * What was done all the same, as a note to it.
 *
 * @param inTheWay who else has the tables, in sentences, where the page knows; else empty
 */
export function warningWords({ code, details }: Warning, inTheWay: string): string {
  return `Note: ${CLASHES.has(code) && inTheWay !== '' ? inTheWay : checkWords(code, details ?? {})}`;
}

const CLASHES: ReadonlySet<WarningCode> = new Set([
  'TABLE_CONFLICT',
  'HOLD_CONFLICT',
  'TABLE_BLOCKED',
]);

/** `T4 + T5, 20:15–22:00`, or the tables alone when the time stays. */
export function alternativeWords(alternative: Alternative, view: DayInView): string {
  const tables = alternative.tables.map(({ label }) => label).join(' + ');
  const { start, end } = alternative.window;
  return alternative.sameTime ? tables : `${tables}, ${spanIn(view, start, end)}`;
}

/** What the guests of a booking are called; null when nobody said. */
export function guestName(metadata: BookingView['metadata']): string | null {
  const name = metadata?.['name'];
  return typeof name === 'string' && name !== '' ? name : null;
}

/** A booking's id as people say it: its first characters. */
export function shortId(id: string): string {
  return `#${id.slice(0, 6)}`;
}
