/**
 * `GET /api/venues/:id/clock`: what the clocks of a venue's zone show, by the data that decide. Who
 * shows times to people goes by it: a browser's own zone data may be of another year.
 */
export interface VenueClock {
  readonly timeZone: string;
  /** Ascending, in seconds since 1970 UTC; from each on, the offset of the same place holds. */
  readonly fromSeconds: readonly number[];
  /** Seconds ahead of UTC. The first holds before its instant, too. */
  readonly offsetSeconds: readonly number[];
}
