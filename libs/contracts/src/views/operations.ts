import type { EventType } from '../events.js';
import type { FlagName } from '../flags.js';
import type { ReplayFrom } from '../replays.js';
import type { Instant, Uuid } from '../values.js';
import type { BookingBrief } from './bookings.js';
import type { HoldView } from './manual.js';

/** `GET /api/alerts`: one watched value. */
export interface AlertView {
  /** `allocator.lock_contention`, … */
  readonly name: string;
  readonly description: string;
  readonly state: 'ok' | 'pending' | 'firing' | 'unknown';
  readonly value: number | null;
  readonly unit: string;
  /** It fires above this… */
  readonly threshold: number;
  /** …when it has been so for this long. */
  readonly forSeconds: number;
  /** Since when the value has been above the threshold; null while it is not. */
  readonly since: Instant | null;
  /** The one thing to do first. */
  readonly hint: string;
  /** The section of docs/runbooks that goes on from there. */
  readonly runbook: string;
  readonly checkedAt: Instant | null;
}

/** `GET /api/operator/lag`: how far behind the log its readers are. */
export interface LagView {
  readonly readers: readonly {
    readonly name: string;
    /** Events recorded and not yet read, over all partitions. */
    readonly events: number;
    /**
     * Age of the oldest of them, in seconds; where the clock went back since, how long this process
     * has seen it wait.
     */
    readonly seconds: number;
  }[];
  readonly serverNow: Instant;
}

/** `GET /api/operator/holds`: every live hold, and those that should be gone. */
export interface HoldsView {
  readonly live: readonly HoldView[];
  /** Past `expiresAt` and still there: the sweeper's backlog. */
  readonly expired: readonly HoldView[];
  /** Those that the holds are for. */
  readonly bookings: readonly BookingBrief[];
  readonly serverNow: Instant;
}

/** `GET /api/operator/parked`: a venue whose events wait because one could not be applied. */
export interface ParkedVenueView {
  readonly projection: string;
  readonly venueId: Uuid;
  readonly venueName: string | null;
  readonly events: number;
  readonly error: string;
  readonly since: Instant;
  readonly first: {
    readonly id: Uuid;
    readonly type: string;
    readonly partition: number;
    readonly seq: number;
  };
}

/**
 * `GET /api/flags`: a flag as it applies now, and whence: the environment's default, or a flip by
 * whom, when and why.
 */
export interface FlagView {
  readonly flag: FlagName;
  readonly value: boolean;
  readonly source: 'env' | 'global' | 'venue';
  /** The venue it was flipped for; null when it was flipped for all or not at all. */
  readonly venueId: Uuid | null;
  readonly setBy: string | null;
  readonly setAt: Instant | null;
  readonly reason: string | null;
}

/** What became of a venue's parked events. */
export interface ParkedResumed {
  readonly projection: string;
  readonly venueId: Uuid;
  /** Events projected. */
  readonly events: number;
  /** The event that still cannot be; null: the venue is live again. */
  readonly stuck: {
    readonly partition: number;
    readonly seq: number;
    readonly error: string;
  } | null;
}

/** One entry of `GET /api/venues`, for whoever chooses where to work. */
export interface VenueSummary {
  readonly venueId: Uuid;
  readonly name: string;
  readonly timeZone: string;
  readonly tables: number;
}

/** Which events a replay takes; null: whatever it says. */
export interface ReplayFilterView {
  readonly venueId: Uuid | null;
  readonly types: readonly EventType[] | null;
  /** Recorded in `[from, to)`. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** The first seq, in every log partition. */
  readonly fromSeq: number | null;
}

/** The body of `POST /api/operator/replays`. */
export interface ReplayAsked extends Partial<ReplayFilterView> {
  /** `allocations` takes the whole log, of one venue or of all: no other filter. */
  readonly target: 'allocations' | 'telemetry' | `topic:${string}`;
  /** Absent: the log. */
  readonly source?: ReplayFrom | null;
  /** From Kafka: false refuses a topic that lacks events, which the log would give otherwise. */
  readonly refill?: boolean | null;
  /** To allocations: compares, and leaves nothing to apply. Otherwise: only counts. */
  readonly dryRun?: boolean | null;
  /** Events a second at most. */
  readonly rate?: number | null;
}

/** The answer to a dry run to telemetry or a topic: what it would deliver now. */
export interface ReplayCount {
  readonly dryRun: true;
  readonly target: string;
  readonly events: number;
  /** By type. */
  readonly types: { readonly [type: string]: number };
}

/**
 * `running` also after its process was killed, until it is resumed. To allocations: `compared` when
 * there is a difference that can be applied, then `applied`; `done` when there is nothing to apply.
 */
export type ReplayState = 'running' | 'compared' | 'applied' | 'done' | 'stopped' | 'failed';

/** How one live table differs from what the log says. */
export interface TableDifference {
  readonly table: string;
  /** Rows that a repair adds, takes away, and puts right. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first few, as `added <key>`. */
  readonly examples: readonly string[];
}

/** `GET /api/operator/replays/:id`: what was asked, how far it has come, and what came of it. */
export interface ReplayView {
  readonly id: Uuid;
  readonly target: string;
  readonly source: ReplayFrom;
  readonly filter: ReplayFilterView;
  readonly dryRun: boolean;
  readonly state: ReplayState;
  /** Places in the log that it has looked at, and all there are. */
  readonly progress: { readonly done: number; readonly total: number };
  /** Events delivered. */
  readonly events: number;
  /** What came of them: rows that were missing or repaired, or records published. */
  readonly written: number;
  /** To allocations: by table, from the comparison on; empty when nothing differs. */
  readonly difference: readonly TableDifference[] | null;
  readonly error: string | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
}
