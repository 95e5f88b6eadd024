import { randomUUID } from 'node:crypto';
import type { Instant, Window } from '#contracts';
import pg from 'pg';
import type { ContendedFloor } from './contended-floor.js';
import type { SeededRandom } from './seeded-random.js';

/** A row that somebody put into `allocations` past the service. */
export interface ForeignClaim {
  readonly id: string;
  readonly tableId: string;
  readonly window: Window;
  /** No earlier than this was it there; no later than `until` is it gone. */
  readonly since: Instant;
  until: Instant | null;
}

/** Of one writer at a time, so that the service finds a free table now and then. */
const LIVE_MAX = 3;
const MOVE = `update allocations set "window" = tstzrange($2, $3) where id = $1`;
const INSERT = `insert into allocations (id, venue_id, booking_id, resource_id, "window", created_by)
                values ($1, $2, $3, $4, tstzrange($5, $6), 'bypass')`;

/**
 * A program that knows nothing of the service and writes its table with plain SQL: single rows and
 * merges in any order, some rolled back, some moved or deleted later, each in a transaction.
 */
export class BypassingWriter {
  /** All that was ever committed. */
  readonly claims: ForeignClaim[] = [];
  /** SQLSTATEs that it got, by how often. */
  readonly refusals = new Map<string, number>();
  /** Resolves when the first row is there. */
  readonly hasWritten: Promise<void>;
  private wrote: () => void = () => undefined;
  private readonly client: pg.Client;

  constructor(
    databaseUrl: string,
    private readonly floor: ContendedFloor,
    private readonly random: SeededRandom,
  ) {
    this.hasWritten = new Promise((resolve) => (this.wrote = resolve));
    this.client = new pg.Client({ connectionString: databaseUrl, options: '-c TimeZone=UTC' });
  }

  async writeUntil(stop: AbortSignal): Promise<void> {
    await this.client.connect();
    try {
      while (!stop.aborted) await this.transaction();
    } finally {
      await this.client.end();
    }
  }

  private async transaction(): Promise<void> {
    const since = new Date().toISOString();
    const live = this.claims.filter((claim) => claim.until === null);
    const { random } = this;
    const gone = live.length >= LIVE_MAX || random.chance(0.3) ? live.slice(0, 2) : [];
    const moved =
      gone.length === 0 && live.length > 0 && random.chance(0.3) ? live.slice(0, 1) : [];
    const added = gone.length === 0 || random.chance(0.5) ? this.draw(since) : [];
    const elsewhere = moved.map((claim) => ({ ...claim, window: this.window(), since }));
    const rollBack = random.chance(0.2);
    try {
      await this.client.query('begin');
      for (const { id } of gone) {
        await this.client.query('delete from allocations where id = $1', [id]);
      }
      for (const { id, window } of elsewhere) {
        await this.client.query(MOVE, [id, window.start, window.end]);
      }
      for (const claim of added) await this.client.query(INSERT, this.row(claim));
      await this.client.query(rollBack ? 'rollback' : 'commit');
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      const state = error.code ?? 'none';
      this.refusals.set(state, (this.refusals.get(state) ?? 0) + 1);
      await this.client.query('rollback');
      return;
    }
    if (rollBack) return;
    const until = new Date().toISOString();
    for (const claim of [...gone, ...moved]) claim.until = until;
    this.claims.push(...added, ...elsewhere);
    if (this.claims.length > 0) this.wrote();
  }

  private draw(since: Instant): ForeignClaim[] {
    const window = this.window();
    return this.floor.tableIds().map((tableId) => {
      return { id: randomUUID(), tableId, window, since, until: null };
    });
  }

  private window(): Window {
    const { start, end } = this.floor.window();
    return { start: utc(start), end: utc(end) };
  }

  private row({ id, tableId, window }: ForeignClaim): unknown[] {
    const { venueId } = this.floor.venue;
    return [id, venueId, randomUUID(), tableId, window.start, window.end];
  }
}

/** A winter's wall clock of the venue in Paris as an instant. */
function utc(local: string): Instant {
  return new Date(`${local}:00+01:00`).toISOString();
}
