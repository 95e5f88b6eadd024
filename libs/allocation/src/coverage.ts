import type { Uuid, Window } from '#contracts';
import { encloses } from './windows.js';

/** The claims of some tables (`null`: of all) that overlap a window. */
export interface Span {
  readonly tableIds: readonly Uuid[] | null;
  readonly window: Window;
}

/** What a decision reads of its venue. Small on purpose: a command about one table reads one table. */
export interface Reads {
  readonly bookings: readonly Uuid[];
  readonly holds: readonly Uuid[];
  readonly blocks: readonly Uuid[];
  readonly spans: readonly Span[];
  /** The claims of these tables in the booking's own window, which only its row knows. */
  readonly bookingSpans: readonly {
    readonly bookingId: Uuid;
    readonly tableIds: readonly Uuid[] | null;
  }[];
  /** The registered, unassigned bookings that overlap a window. */
  readonly demand: readonly Window[];
  /** The bookings whose guests sat in a window and have left. */
  readonly past: readonly Window[];
  /** What happened in the venue after these events, by seq. */
  readonly changesAfter: readonly number[];
}

export const NO_READS: Reads = {
  bookings: [],
  holds: [],
  blocks: [],
  spans: [],
  bookingSpans: [],
  demand: [],
  past: [],
  changesAfter: [],
};

/** All that both ask for. */
export function bothReads(a: Reads, b: Reads): Reads {
  return {
    bookings: [...a.bookings, ...b.bookings],
    holds: [...a.holds, ...b.holds],
    blocks: [...a.blocks, ...b.blocks],
    spans: [...a.spans, ...b.spans],
    bookingSpans: [...a.bookingSpans, ...b.bookingSpans],
    demand: [...a.demand, ...b.demand],
    past: [...a.past, ...b.past],
    changesAfter: [...a.changesAfter, ...b.changesAfter],
  };
}

/** What has been read into a floor, so that a decision that needs more is noticed and not guessed. */
export class Coverage {
  // Apart by kind: a sender may use one id for a booking and for its hold.
  private readonly bookings = new Set<Uuid>();
  private readonly holds = new Set<Uuid>();
  private readonly blocks = new Set<Uuid>();
  private readonly spans = new Map<Uuid, Window[]>();
  private readonly demand: Window[] = [];
  private readonly past: Window[] = [];
  private changesAfter = Infinity;

  private constructor(private readonly complete: boolean) {}

  /** Of a floor that holds all there is. */
  static everything(): Coverage {
    return new Coverage(true);
  }

  /** Of a floor that is read piece by piece. */
  static nothing(): Coverage {
    return new Coverage(false);
  }

  add(reads: Reads): void {
    for (const id of reads.bookings) this.bookings.add(id);
    for (const id of reads.holds) this.holds.add(id);
    for (const id of reads.blocks) this.blocks.add(id);
    for (const span of reads.spans) {
      for (const table of span.tableIds ?? [ALL_TABLES]) {
        const windows = this.spans.get(table);
        if (windows) windows.push(span.window);
        else this.spans.set(table, [span.window]);
      }
    }
    this.demand.push(...reads.demand);
    this.past.push(...reads.past);
    this.changesAfter = Math.min(this.changesAfter, ...reads.changesAfter);
  }

  /** The part of `reads` that is not covered yet, or null. */
  missing(reads: Reads): Reads | null {
    if (this.complete) return null;
    const missing: Reads = {
      bookings: reads.bookings.filter((id) => !this.bookings.has(id)),
      holds: reads.holds.filter((id) => !this.holds.has(id)),
      blocks: reads.blocks.filter((id) => !this.blocks.has(id)),
      spans: reads.spans.filter((span) => !this.coversSpan(span)),
      // Once a booking was read, its window is known and asked for as a span; or it does not exist.
      bookingSpans: reads.bookingSpans.filter((span) => !this.bookings.has(span.bookingId)),
      demand: reads.demand.filter((window) => !this.demand.some((read) => encloses(read, window))),
      past: reads.past.filter((window) => !this.past.some((read) => encloses(read, window))),
      changesAfter: reads.changesAfter.filter((seq) => seq < this.changesAfter),
    };
    return isEmpty(missing) ? null : missing;
  }

  private coversSpan(span: Span): boolean {
    if (this.coversTable(ALL_TABLES, span.window)) return true;
    return span.tableIds?.every((table) => this.coversTable(table, span.window)) ?? false;
  }

  private coversTable(table: Uuid, window: Window): boolean {
    return this.spans.get(table)?.some((read) => encloses(read, window)) ?? false;
  }
}

const ALL_TABLES = '*';

function isEmpty(reads: Reads): boolean {
  return Object.values(reads).every((part: readonly unknown[]) => part.length === 0);
}
