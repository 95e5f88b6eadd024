import type { ZoneClock } from './zone-clock.js';

/** Why no venue may be given a time zone, and one that works instead where it is known. */
export interface ZoneRefusal {
  /**
   * `abbreviation`: PostgreSQL's `at time zone` reads the name as a fixed offset; `unknown`:
   * PostgreSQL, or the Node that asked, has no zone of exactly this name.
   */
  readonly reason: 'abbreviation' | 'unknown';
  readonly instead: string | null;
}

/**
 * The clocks of the time zones in use, as the database keeps them for whoever decides. Immutable:
 * what changes has another version.
 */
export class Calendar {
  /** For folds, which never ask what a clock shows: instants are in the log. */
  static readonly none = new Calendar(0, new Map());

  constructor(
    readonly version: number,
    private readonly clocks: ReadonlyMap<string, ZoneClock>,
    private readonly refusals: ReadonlyMap<string, ZoneRefusal> = new Map(),
  ) {}

  has(timeZone: string): boolean {
    return this.clocks.has(timeZone);
  }

  /** One that shows nothing where the zone is not known here (see {@link ZoneClock}). */
  clockOf(timeZone: string): ZoneClock {
    return this.clocks.get(timeZone) ?? { timeZone, fromMs: [], offsetsMs: [] };
  }

  /** Null: a venue may have it. */
  refusalOf(timeZone: string): ZoneRefusal | null {
    const refusal = this.refusals.get(timeZone);
    if (refusal) return refusal;
    return this.has(timeZone) ? null : { reason: 'unknown', instead: null };
  }

  /** The same clocks, and what was found out about names that are none of them. */
  refusing(more: ReadonlyMap<string, ZoneRefusal>): Calendar {
    return new Calendar(this.version, this.clocks, new Map([...this.refusals, ...more]));
  }

  get timeZones(): readonly string[] {
    return [...this.clocks.keys()];
  }
}
