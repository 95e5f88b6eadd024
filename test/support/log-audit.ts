import { Floor, evolve } from '#allocation';
import type { Blocker, CommandOutcome, RecordedEvent, Window } from '#contracts';
import { PostgresLogReader } from '#postgres';
import type pg from 'pg';
import type { ForeignClaim } from './bypassing-writer.js';

type Refusal = Extract<RecordedEvent, { type: 'CommandRejected' }>;

const PAGE = 5_000;
const CONFLICTS = new Set<string>(['TABLE_CONFLICT', 'HOLD_CONFLICT', 'TABLE_BLOCKED']);

/** Every event of the log, by partition and seq. */
export async function readLog(pool: pg.Pool, partitions: number): Promise<RecordedEvent[]> {
  const reader = new PostgresLogReader(pool, partitions);
  const events: RecordedEvent[] = [];
  for (const partition of (await reader.heads()).keys()) {
    for (let after = 0; ;) {
      const page = await reader.read(partition, after, PAGE);
      events.push(...page.map(({ event }) => event));
      if (page.length < PAGE) break;
      after = page.at(-1)!.event.seq;
    }
  }
  return events;
}

/** Pairs of guarded claims that overlap, found by comparing all rows with all. */
export async function overlapsIn(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query<object>(
    `select a.id as a, b.id as b
       from allocations a join allocations b
         on a.id < b.id and a.resource_id = b.resource_id and a."window" && b."window"
      where not a.shadow and not b.shadow`,
  );
  return rows;
}

/**
 * What is wrong between the answers that clients got and the log, told in sentences: each command
 * has exactly the events that its answer names, and no event comes from a command nobody sent.
 */
export function wrongEffects(
  events: readonly RecordedEvent[],
  answers: ReadonlyMap<string, CommandOutcome>,
): string[] {
  const found: string[] = [];
  const logged = new Map<string, string[]>();
  for (const { commandId, id, actor } of events) {
    if (actor.kind !== 'system' && !answers.has(commandId)) found.push(`${commandId} was not sent`);
    logged.set(commandId, [...(logged.get(commandId) ?? []), id]);
  }
  for (const [commandId, { events: named, status }] of answers) {
    const inLog = (logged.get(commandId) ?? []).join();
    if (inLog !== named.map(({ id }) => id).join()) {
      found.push(`${commandId} (${status}) names other events than the log has: ${inLog}`);
    }
  }
  return found;
}

/**
 * Refusals that blame somebody who was not in the way, told in sentences. A blocker must have been
 * there: in the fold of the log up to the refusal, or among the rows written past the service.
 */
export function wrongBlame(
  events: readonly RecordedEvent[],
  foreign: readonly ForeignClaim[] = [],
): string[] {
  const found: string[] = [];
  const floors = new Map<string, Floor>();
  for (const event of events) {
    const floor = floors.get(event.venueId) ?? new Floor(event.venueId, event.partition);
    floors.set(event.venueId, floor);
    if (event.type === 'CommandRejected') found.push(...misjudged(floor, foreign, event));
    evolve(floor, event);
  }
  return found;
}

function misjudged(floor: Floor, foreign: readonly ForeignClaim[], refusal: Refusal): string[] {
  const { commandType, rejection } = refusal.data;
  if (!CONFLICTS.has(rejection.code)) return [];
  const what = `${commandType} ${refusal.commandId} (${rejection.code})`;
  if (rejection.blockers.length === 0) return [`${what} names nobody`];
  return rejection.blockers.flatMap((blocker) => {
    const who = `${blocker.kind} ${blocker.id} on ${blocker.label}`;
    if (!wasThere(floor, foreign, refusal, blocker)) return [`${what}: ${who} was not there`];
    return wasInTheWay(floor, refusal, blocker) ? [] : [`${what}: ${who} was not in the way`];
  });
}

function wasThere(
  floor: Floor,
  foreign: readonly ForeignClaim[],
  { recordedAt }: Refusal,
  { tableId, window, kind, id }: Blocker,
): boolean {
  const same = (other: Window): boolean => other.start === window.start && other.end === window.end;
  const { claims } = floor;
  const owned = [...claims.ofBooking(id), ...claims.ofHold(id), ...claims.ofBlock(id)];
  const logged = owned.some((claim) => {
    const lapsed = kind === 'hold' && floor.holds.get(id)!.expiresAt <= recordedAt;
    return claim.kind === kind && claim.tableId === tableId && same(claim.window) && !lapsed;
  });
  const passedBy = foreign.some(
    (claim) =>
      claim.tableId === tableId &&
      same(claim.window) &&
      claim.since <= recordedAt &&
      (claim.until === null || recordedAt <= claim.until),
  );
  return logged || passedBy;
}

/** Somebody else's, on a table that was asked for, at a time that was asked for. */
function wasInTheWay(floor: Floor, { data }: Refusal, blocker: Blocker): boolean {
  if (data.commandType === 'SwapBookings') return blocker.bookingId !== data.bookingId;
  const adding = data.bookingId === null ? undefined : floor.assignments.get(data.bookingId);
  const asked = [...data.tables.map(({ tableId }) => tableId), ...(adding?.tableIds ?? [])];
  const others = blocker.bookingId === null || blocker.bookingId !== data.bookingId;
  return others && asked.includes(blocker.tableId) && meet(data.window!, blocker.window);
}

function meet(a: Window, b: Window): boolean {
  return (b.end === null || a.start < b.end) && (a.end === null || b.start < a.end);
}
