import type { Uuid } from './values.js';

export const MOBILITIES = ['movable', 'fixed'] as const;
export type Mobility = (typeof MOBILITIES)[number];

/** A bookable resource of a venue. Seats are persons. */
export interface Table {
  readonly id: Uuid;
  readonly label: string;
  readonly capacity: number;
  readonly minParty: number;
  readonly maxParty: number;
  readonly zone: string;
  readonly mobility: Mobility;
  readonly active: boolean;
  readonly position: { readonly x: number; readonly y: number; readonly rotation: number };
}

/** Turn time for parties up to and including `upTo` persons; the first that fits applies. */
export interface TurnTime {
  readonly upTo: number;
  readonly minutes: number;
}

/**
 * When a venue serves. `days` are ISO weekdays (1 Monday … 7 Sunday) of the service day on which
 * the period starts; `from`/`to` are wall-clock `HH:mm` (`24:00` allowed as `to`), and a `to` not
 * later than `from` lies past midnight.
 */
export interface ServicePeriod {
  readonly name: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly turnMinutes: readonly TurnTime[];
}

export const ADJACENCY_MODES = ['connected', 'pairwise', 'off'] as const;
export type AdjacencyMode = (typeof ADJACENCY_MODES)[number];
export const REFUSE_OR_WARN = ['refuse', 'warn'] as const;
export type RefuseOrWarn = (typeof REFUSE_OR_WARN)[number];

/** How the claims of guests who have not left follow the clock. */
export interface Overstay {
  /** So long before they end they are lengthened. */
  readonly leadMinutes: number;
  /** By so much at a time. */
  readonly extendMinutes: number;
  /** And no further than this past the booked end. */
  readonly maxMinutes: number;
}

/** A venue's rules as data: versioned with the venue, never code. */
export interface Policy {
  readonly outsideService: RefuseOrWarn;
  /** None at all: the venue is always in service. */
  readonly servicePeriods: readonly ServicePeriod[];
  readonly buffers: { readonly beforeMinutes: number; readonly afterMinutes: number };
  readonly hold: {
    readonly minSeconds: number;
    readonly defaultSeconds: number;
    readonly maxSeconds: number;
    /** Longest life of a hold over all extensions; absent: three times `maxSeconds`. */
    readonly maxLifeSeconds?: number | null;
  };
  readonly maxTables: number;
  /** Most spare seats before `SLACK_EXCEEDED` is said; absent or null: no bound. */
  readonly maxSlack?: number | null;
  /** What exceeding `maxSlack` does; absent: `warn`. */
  readonly slackMode?: RefuseOrWarn | null;
  readonly adjacencyMode: AdjacencyMode;
  /** Smallest party for which adjacency is required; absent or null: every party. */
  readonly adjacencyMinParty?: number | null;
  /** What becomes of guests who stay past their end; absent or null: nothing, and they are warned of. */
  readonly overstay?: Overstay | null;
}

/** What `ConfigureVenue` carries and `VenueConfigured` records: a whole replacement. */
export interface VenueConfiguration {
  readonly venueId: Uuid;
  readonly name: string;
  readonly timeZone: string;
  /** `table`, `room`, …: the `resource_type` of this venue's allocations. */
  readonly resourceType: string;
  readonly tables: readonly Table[];
  readonly adjacencies: readonly (readonly [Uuid, Uuid])[];
  readonly policy: Policy;
}
