import type {
  Actor,
  BookingFacts,
  DomainEvent,
  FlagName,
  Flags,
  Instant,
  JsonObject,
  SeatedTable,
  Seating,
  SentFacts,
  Table,
  TableRef,
  Uuid,
  VenueConfiguration,
  Window,
} from '#contracts';
import { FLAG_DEFAULTS, FLAG_NAMES } from '#contracts';
import { ClaimBook } from './claim-book.js';
import { Coverage } from './coverage.js';
import type { ZoneClock } from './policy/index.js';
import { Calendar } from './policy/index.js';
import type { Adjacency } from './selector/index.js';
import { adjacencyOf } from './selector/index.js';

/** A hold that has not ended. It may have lapsed: `expiresAt <= now`, and then it blocks nobody. */
export interface Hold {
  readonly holdId: Uuid;
  readonly bookingId: Uuid | null;
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  readonly shadow: boolean;
  readonly expiresAt: Instant;
  readonly expiresAtMax: Instant;
  readonly createdBy: string | null;
  readonly createdAt: Instant;
  readonly metadata: JsonObject | null;
}

/** The end of a hold or block, kept so that a late or repeated command hears what became of it. */
export interface EndedClaim {
  readonly id: Uuid;
  readonly kind: 'hold' | 'block';
  readonly bookingId: Uuid | null;
  readonly how: 'confirmed' | 'released' | 'expired';
  readonly endedAt: Instant;
}

/** The tables of one booking, for one window. `tableIds` are sorted. */
export interface Assignment {
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  /** Where a table is kept less long than the window: until when. Null: all are kept for it. */
  readonly ends: ReadonlyMap<Uuid, Instant> | null;
  readonly shadow: boolean;
  readonly mergeGroupId: Uuid | null;
  readonly assignedBy: string | null;
  readonly assignedAt: Instant;
  readonly idempotencyKey: string | null;
}

/** A booking but for its tables: one row of `bookings`. */
export interface BookingRecord extends BookingFacts {
  /** Null where it was recorded before what was sent was kept. */
  readonly sent: SentFacts | null;
  readonly pinReason: string | null;
  /** What a terminal status gave up. */
  readonly released: Seating | null;
  /** Who was told to be in the way of its guests' longer stay: bookings, holds and blocks, by id. */
  readonly overstays: readonly Uuid[];
  /** When it came to its terminal status; null while it is open, and where nobody recorded it. */
  readonly endedAt: Instant | null;
  readonly registeredAt: Instant;
  readonly updatedAt: Instant;
}

/** Until when an assignment has one of its tables. */
export function endOn({ ends, window }: Pick<Assignment, 'ends' | 'window'>, tableId: Uuid) {
  return ends?.get(tableId) ?? window.end;
}

/** A venue's configuration with the look-ups that every rule needs. */
export interface Venue {
  readonly configuration: VenueConfiguration;
  readonly version: number;
  readonly updatedAt: Instant;
  readonly tables: ReadonlyMap<Uuid, Table>;
  readonly adjacency: Adjacency;
  /** Of its time zone. */
  readonly clock: ZoneClock;
}

export function venueOf(
  configuration: VenueConfiguration,
  version: number,
  updatedAt: Instant,
  calendar: Calendar,
): Venue {
  return {
    configuration,
    version,
    updatedAt,
    tables: new Map(configuration.tables.map((table) => [table.id, table])),
    adjacency: adjacencyOf(configuration.adjacencies),
    clock: calendar.clockOf(configuration.timeZone),
  };
}

export interface FlagOverride {
  readonly value: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Instant;
}
export type FlagOverrides = Map<string, FlagOverride>;

/** An event of a venue as far as it tells what changed. */
export type Change = DomainEvent & {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly actor: Actor;
};

/** The last events of a venue that changed something. */
export interface Changes {
  /** All after this seq are there. */
  readonly afterSeq: number;
  readonly events: Change[];
}

/**
 * What is known of one venue: the state that `decide` reads and `evolve` moves. It may hold all of
 * the venue or, in the write path, only what a batch reads; `coverage` says which, and a decision
 * may look at nothing outside it.
 *
 * A floor has one owner, who alone evolves it; it is changed in place, because a fold over a year
 * of bookings must not copy them at every event. The values in it never change.
 */
export class Floor {
  venue: Venue | null = null;
  /** Seq of the venue's last event that changed something, 0 before the first. */
  contextSeq = 0;
  readonly bookings = new Map<Uuid, BookingRecord>();
  readonly assignments = new Map<Uuid, Assignment>();
  readonly holds = new Map<Uuid, Hold>();
  readonly ended = new Map<Uuid, EndedClaim>();
  readonly claims = new ClaimBook();
  /** Ids in use by another venue. */
  readonly foreignIds = new Set<Uuid>();
  readonly globalFlags: FlagOverrides = new Map();
  readonly venueFlags: FlagOverrides = new Map();

  /** What happened in the venue lately, oldest first; null where nobody asked for it. */
  changes: Changes | null = null;

  constructor(
    readonly venueId: Uuid,
    readonly partition: number,
    private readonly flagDefaults: Flags = FLAG_DEFAULTS,
    readonly coverage: Coverage = Coverage.everything(),
    /** Whoever decides on the floor needs one; whoever folds the log does not. */
    readonly calendar: Calendar = Calendar.none,
  ) {}

  /** A floor of another owner: what is done to it is not done to this one. */
  copy(): Floor {
    const { venueId, partition, flagDefaults, coverage, calendar } = this;
    const copy = new Floor(venueId, partition, flagDefaults, coverage, calendar);
    copy.venue = this.venue;
    copy.contextSeq = this.contextSeq;
    copyInto(copy.bookings, this.bookings);
    copyInto(copy.assignments, this.assignments);
    copyInto(copy.holds, this.holds);
    copyInto(copy.ended, this.ended);
    copyInto(copy.globalFlags, this.globalFlags);
    copyInto(copy.venueFlags, this.venueFlags);
    for (const claim of this.claims.all.values()) copy.claims.add(claim);
    for (const id of this.foreignIds) copy.foreignIds.add(id);
    return copy;
  }

  /** Opaque to clients: changes whenever anything in the venue did. */
  get contextVersion(): string | null {
    return this.contextSeq === 0 ? null : `${this.partition}:${this.contextSeq}`;
  }

  /** The flags in force here: the venue's override, else the global one, else the environment's. */
  get flags(): Flags {
    const effective = {} as Record<FlagName, boolean>;
    for (const flag of FLAG_NAMES) {
      effective[flag] =
        this.venueFlags.get(flag)?.value ??
        this.globalFlags.get(flag)?.value ??
        this.flagDefaults[flag];
    }
    return effective;
  }

  /** The table to show; one that a forced reconfiguration dropped shows its id. */
  refOf(tableId: Uuid): TableRef {
    return { tableId, label: this.venue?.tables.get(tableId)?.label ?? tableId };
  }

  /** References in the natural order of their labels. */
  refsOf(tableIds: readonly Uuid[]): readonly TableRef[] {
    return tableIds.map((id) => this.refOf(id)).sort(byLabel);
  }

  /** The booking's assignment as the events state it, or null. */
  seatingOf(bookingId: Uuid): Seating | null {
    const assignment = this.assignments.get(bookingId);
    if (!assignment) return null;
    const { tableIds, window, ends, shadow, mergeGroupId } = assignment;
    const tables = this.refsOf(tableIds).map((table): SeatedTable => {
      const until = ends?.get(table.tableId);
      return until === undefined ? table : { ...table, until };
    });
    return { tables, window, shadow, mergeGroupId };
  }

  holdsOf(bookingId: Uuid): readonly Hold[] {
    return [...this.holds.values()]
      .filter((hold) => hold.bookingId === bookingId)
      .sort((a, b) => (a.holdId < b.holdId ? -1 : 1));
  }
}

function copyInto<K, V>(copy: Map<K, V>, original: ReadonlyMap<K, V>): void {
  for (const [key, value] of original) copy.set(key, value);
}

const labelOrder = new Intl.Collator('en', { numeric: true });

function byLabel(a: TableRef, b: TableRef): number {
  return labelOrder.compare(a.label, b.label) || (a.tableId < b.tableId ? -1 : 1);
}
