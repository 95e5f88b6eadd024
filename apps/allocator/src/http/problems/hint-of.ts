import type { Rejection, RejectionCode } from '#contracts';
import type { ProblemCode, ProblemDocument } from './problem-document.js';

/**
 * What to do about a problem: what its code calls for, and where in the document the reasons are,
 * if there are any.
 */
export function hintOf(problem: Omit<ProblemDocument, 'hint'>): string {
  const { code, status, details, outcome } = problem;
  const doing = DOING[code] ?? BY_STATUS[status] ?? BY_STATUS[500];
  const fields = details?.['fields'] === undefined ? [] : ['details.fields names each at fault'];
  const rejection = outcome?.rejection ?? (details as Partial<Rejection> | undefined);
  const where = outcome === undefined ? 'details' : 'outcome.rejection';
  const told = [...fields, ...reasonsIn(rejection ?? {}, where)];
  return told.length === 0 ? doing! : `${doing} ${told.join(', ')}.`;
}

function reasonsIn(rejection: Partial<Rejection>, where: string): string[] {
  const { checks, blockers, alternatives } = rejection;
  const told = [
    [checks, `${where}.checks says which rules and why`],
    [blockers, `${where}.blockers who stands in the way`],
    [alternatives, `${where}.alternatives what would work now`],
  ] as const;
  return told.flatMap(([reasons, words]) => (reasons?.length ? [words] : []));
}

const CHOOSE_OTHERWISE = 'Choose other tables or another time.';
const KEEP_THE_RULES = "Choose what the venue's rules allow, or have them changed.";

/** By code; it does not compile when that of a refusal is forgotten. */
const DOING: Record<RejectionCode, string> & { readonly [C in ProblemCode]?: string } = {
  PAYLOAD_INVALID: 'Correct what was sent; the schemas are at /docs.',

  TABLE_NOT_FOUND: 'Name tables of the venue: GET /api/venues/:venueId has them.',
  BOOKING_NOT_FOUND: 'Check the id; register the booking first if it is new.',
  HOLD_NOT_FOUND: 'Check the id, or hold the tables again: a hold that was let go is over.',
  BLOCK_NOT_FOUND: 'Check the id: no block of this venue ever had it.',
  VENUE_NOT_FOUND: 'Check the id; configure the venue first if it is new.',
  COMMAND_NOT_FOUND: 'Check the id; a command that never got an answer may be sent again.',
  REPLAY_NOT_FOUND: 'GET /api/operator/replays lists them.',
  ROUTE_NOT_FOUND: 'The routes and their methods are at /docs.',
  REQUEST_INVALID: 'Correct the request as the detail says; the routes are at /docs.',

  TABLE_CONFLICT: CHOOSE_OTHERWISE,
  HOLD_CONFLICT: `${CHOOSE_OTHERWISE} A hold ends by itself.`,
  TABLE_BLOCKED: CHOOSE_OTHERWISE,
  NO_TABLES_FIT: 'Ask for another time, or make room by moving others.',
  STALE_CONTEXT: 'Read it again, then decide: details tells from which version to which.',
  IDEMPOTENCY_MISMATCH:
    'Send what this key or command id stands for as it was, or this under a new one.',
  HOLD_BOOKING_MISMATCH: 'Name the booking that the hold is for, or hold tables for this one.',
  VENUE_IN_USE: 'Free the tables first, or send `force` with a reason.',
  ID_TAKEN: 'Make a new id: this one stands for something else.',
  BOOKING_CLOSED: 'Set the status of the booking first, if it is not over after all.',
  BOOKING_PINNED: 'Leave it where it is, or have a person unpin or move it.',
  BOOKING_UNASSIGNED: 'Read again who has which tables: this booking has none.',

  HOLD_EXPIRED: 'Hold the tables again.',

  TABLE_INACTIVE: 'Choose tables that are in use.',
  WINDOW_INVALID: 'Correct the time as the detail says.',
  OUTSIDE_SERVICE: 'Choose a time within service, or have the service periods changed.',
  CAPACITY_INSUFFICIENT: 'Choose tables with more seats.',
  SLACK_EXCEEDED: 'Choose tables with fewer seats.',
  ZONES_MIXED: 'Choose tables of one zone.',
  TABLE_FIXED: 'Join movable tables only, or choose one that is large enough.',
  MERGES_DISABLED: 'Choose one table: joining is switched off by a flag.',
  TOO_MANY_TABLES: KEEP_THE_RULES,
  NOT_ADJACENT: KEEP_THE_RULES,
  HOLD_TTL_INVALID: 'Ask for a time within the bounds that details has.',
  FLAG_UNKNOWN: 'Name a flag that there is: GET /api/flags lists them.',
};

const BY_STATUS: { readonly [status: number]: string } = {
  400: 'Correct what was sent; the schemas are at /docs.',
  401: 'Send a valid token as "Authorization: Bearer <token>"; `allocator token` makes one.',
  403: 'Ask for a token with the role and the venues this needs.',
  404: 'Check the id.',
  409: 'Read again how things stand, then decide.',
  413: 'Send less at once: at most 1 MiB and 1,000 commands.',
  415: 'Send JSON with "Content-Type: application/json".',
  429: 'Send it again with the same command id after the seconds of Retry-After.',
  500: 'This is a fault of the service; its log has the details.',
  503: 'Send it again with the same command id after the seconds of Retry-After.',
};
