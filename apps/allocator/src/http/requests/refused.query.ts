import type { RefusedWanted } from '#postgres';
import { OneOf, Shaped, Time } from './fields.js';
import { refusal } from './parameters.js';
import { periodOf } from './period.js';

const DAY_MS = 86_400_000;
/** So that an answer has at most some thousand groups. */
const DAYS_MAX = 31;
const REFUSED_MAX = 100;

/** What `GET /api/venues/:venueId/refused` may be asked. Everything in a query is text. */
export class RefusedQuery {
  @Time({ optional: true, description: 'Refused at this time or later; absent: a day before `to`' })
  readonly from?: string;

  @Time({ optional: true, description: 'Refused before this time; absent: now' })
  readonly to?: string;

  @OneOf(['reason', 'quarter-hour'], { optional: true, description: 'Absent: reason' })
  readonly groupBy?: 'reason' | 'quarter-hour';

  @OneOf(['include', 'only-refused'], {
    optional: true,
    description: 'Conflicts that were observed and refused nobody; absent: only-refused',
  })
  readonly observed?: 'include' | 'only-refused';

  @Shaped(/^[A-Z_]{1,40}(,[A-Z_]{1,40}){0,39}$/, 'codes with commas between', {
    optional: true,
    description: 'List only these; absent: all',
  })
  readonly codes?: string;

  @Shaped(/^[1-9]\d{0,14}$/, 'the `next` of a page before', { optional: true })
  readonly before?: string;
}

/** @throws a 400 problem naming the parameter that means nothing. */
export function wantedRefusals(venueId: string, query: RefusedQuery, now: Date): RefusedWanted {
  // What is refused while this is asked belongs to it, too.
  const asked = periodOf(query);
  const to = asked.to ?? new Date(now.getTime() + 1_000).toISOString();
  const from = asked.from ?? new Date(Date.parse(to) - DAY_MS).toISOString();
  const span = Date.parse(to) - Date.parse(from);
  if (span <= 0 || span > DAYS_MAX * DAY_MS) {
    const message = `must be before \`to\`, by at most ${DAYS_MAX} days`;
    throw refusal([{ path: 'from', message }]);
  }
  return {
    venueId,
    from,
    to,
    toNow: asked.to === null,
    observed: query.observed === 'include',
    codes: query.codes?.split(',') ?? null,
    byQuarterHour: query.groupBy === 'quarter-hour',
    before: query.before === undefined ? null : Number(query.before),
    limit: REFUSED_MAX,
  };
}
