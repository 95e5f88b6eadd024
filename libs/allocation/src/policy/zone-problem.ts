import type { Calendar } from './calendar.js';
import type { VenueProblem } from './venue-problems.js';

/**
 * Why a venue may not be given a time zone, with one that works, or null. What it has already it
 * keeps: other changes to a venue are not refused for a name that was taken earlier.
 */
export function zoneProblem(
  calendar: Calendar,
  timeZone: string,
  before: string | null,
): VenueProblem | null {
  const refusal = timeZone === before ? null : calendar.refusalOf(timeZone);
  if (refusal === null) return null;
  const why =
    refusal.reason === 'abbreviation'
      ? `PostgreSQL reads ${timeZone} as an abbreviation, which knows no summer time`
      : `${timeZone} is not a time zone that the database and the service both know`;
  const hint =
    refusal.instead === null
      ? 'take a name of the IANA data base such as Europe/Brussels'
      : `take ${refusal.instead}`;
  return { path: 'timeZone', message: `${why}: ${hint}` };
}
