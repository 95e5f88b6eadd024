import type {
  Blocker,
  CommandEnvelope,
  DomainEvent,
  EventData,
  ImportedRow,
  Instant,
  Uuid,
  Warning,
  Window,
} from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import { resolveWindow } from '../checks/window-checks.js';
import type { Decision } from '../decision.js';
import { accept } from '../decision.js';
import type { Claim } from '../claim-book.js';
import type { Floor } from '../floor.js';
import type { ZoneClock } from '../policy/index.js';
import { UTC_CLOCK, resolveTime } from '../policy/index.js';
import { overlaps, sameWindow } from '../windows.js';

/**
 * Makes assignments from elsewhere part of the log, as shadows that block nobody. A row whose table
 * the booking already claims is known and passed over, so importing again imports nothing. Neither
 * the venue nor the booking need be known here. Conflicts are observed; what the model cannot hold
 * (several windows for one booking, rows beside tables that were given by command) is left out, the
 * whole booking, with a warning.
 *
 * A booking's assignment has one maker: the rows of one booking take that of the earliest.
 */
export function importAllocations(
  floor: Floor,
  command: CommandEnvelope<'ImportAllocations'>,
  now: Instant,
): Decision {
  const importing = new Importing(floor, now);
  for (const rows of byBooking(command.data.rows, floor, now)) importing.booking(rows);
  return accept(importing.events, importing.warnings);
}

interface Row extends ImportedRow {
  readonly madeAt: Instant;
}

/** The import of one command, as far as it has come. */
class Importing {
  readonly events: DomainEvent[] = [];
  readonly warnings: Warning[] = [];
  private readonly imported: Blocker[] = [];

  constructor(
    private readonly floor: Floor,
    private readonly now: Instant,
  ) {}

  /** All of a booking's new rows or none: half of an assignment would be another one. */
  booking(rows: readonly Row[]): void {
    const { floor } = this;
    const { bookingId } = rows[0]!;
    const claims = floor.claims.ofBooking(bookingId).filter(({ kind }) => kind === 'assignment');
    const tableIds = claims.map((claim) => claim.tableId);
    const claimed = new Set(tableIds);
    const unknown = rows.filter(({ tableId }) => !claimed.has(tableId));
    const seen = new Set([...tableIds, ...rows.map(({ tableId }) => tableId)]);
    const others = floor.assignments.get(bookingId)?.tableIds.some((id) => !seen.has(id));
    const window = others ? INCOMPLETE : windowOf(floor, claims, unknown);
    if ('code' in window) {
      for (const row of unknown) this.leaveOut(row, window);
      return;
    }
    const made = madeBy(claims.length > 0 ? floor.assignments.get(bookingId) : undefined, rows);
    for (const row of unknown) {
      if (tableIds.includes(row.tableId)) continue;
      tableIds.push(row.tableId);
      this.take(row, tableIds, window, made);
    }
  }

  private take(row: Row, tableIds: readonly Uuid[], window: Window, made: Made): void {
    const { floor } = this;
    const { bookingId, tableId } = row;
    this.observe(row, window);
    const partySize = floor.bookings.get(bookingId)?.partySize ?? null;
    const tables = floor.refsOf(tableIds);
    const table = floor.refOf(tableId);
    const seating = { tables, window, shadow: true };
    const data: EventData['AllocationImported'] = {
      bookingId,
      partySize,
      table,
      ...seating,
      ...made,
    };
    this.events.push({ type: 'AllocationImported', data });
    this.imported.push({
      tableId,
      label: table.label,
      kind: 'assignment',
      id: bookingId,
      bookingId,
      window,
      shadow: true,
      owner: made.assignedBy,
    });
  }

  /** Records who overlaps the row: claims there are, and rows imported before it. */
  private observe({ bookingId, tableId }: Row, window: Window): void {
    const { floor, now } = this;
    const own = { bookingIds: [bookingId], holdIds: [] };
    const known = conflictCheck(floor, [tableId], window, own, now, false).blockers;
    const fresh = this.imported.filter(
      (one) =>
        one.tableId === tableId && one.bookingId !== bookingId && overlaps(one.window, window),
    );
    const blockers = [...known, ...fresh].sort((a, b) =>
      `${a.window.start}${a.id}` < `${b.window.start}${b.id}` ? -1 : 1,
    );
    if (blockers.length === 0) return;
    const tables = floor.refsOf([tableId]);
    const taker = { bookingId, holdId: null, blockId: null };
    const data: EventData['ShadowConflictObserved'] = { ...taker, tables, window, blockers };
    this.events.push({ type: 'ShadowConflictObserved', data });
  }

  private leaveOut({ bookingId, tableId }: Row, { code, why }: Obstacle): void {
    const message = `booking ${bookingId}, table ${tableId} is left out: ${why}`;
    this.warnings.push({ code, message, details: { bookingId, tableId } });
  }
}

interface Obstacle {
  readonly code: 'ID_TAKEN' | 'WINDOW_INVALID';
  readonly why: string;
}

/** Writing the booking's assignment anew would lose its other rows. */
const INCOMPLETE: Obstacle = {
  code: 'ID_TAKEN',
  why: 'the booking has further rows, which belong into the same import',
};

/** The one window of a booking's known claims and new rows, or why they cannot be one assignment. */
function windowOf(floor: Floor, claims: readonly Claim[], rows: readonly Row[]): Window | Obstacle {
  const windows = claims.map((claim) => claim.window);
  for (const row of rows) {
    if (floor.foreignIds.has(row.bookingId)) {
      return { code: 'ID_TAKEN', why: 'the booking is of another venue' };
    }
    const resolved = resolveWindow(row, clockOf(floor));
    if (!resolved.ok) return { code: 'WINDOW_INVALID', why: resolved.check.message };
    windows.push(resolved.window);
  }
  if (rows.length > 0 && claims.some((claim) => !claim.shadow)) {
    return { code: 'ID_TAKEN', why: 'the booking was given its tables by command' };
  }
  const [first] = windows;
  if (windows.every((window) => sameWindow(window, first!))) return first!;
  return { code: 'WINDOW_INVALID', why: 'the booking has tables for several windows' };
}

type Made = Pick<
  EventData['AllocationImported'],
  'assignedBy' | 'assignedAt' | 'idempotencyKey' | 'mergeGroupId'
>;

function madeBy(known: Made | undefined, rows: readonly Row[]): Made {
  if (known) {
    const { assignedBy, assignedAt, idempotencyKey, mergeGroupId } = known;
    return { assignedBy, assignedAt, idempotencyKey, mergeGroupId };
  }
  const { assignedBy, madeAt, idempotencyKey, mergeGroupId } = rows[0]!;
  return {
    assignedBy: assignedBy ?? null,
    assignedAt: madeAt,
    idempotencyKey: idempotencyKey ?? null,
    mergeGroupId: mergeGroupId ?? null,
  };
}

/** By booking id; the rows of one booking by when they were made, then by table. */
function byBooking(rows: readonly ImportedRow[], floor: Floor, now: Instant): Iterable<Row[]> {
  const groups = new Map<Uuid, Row[]>();
  const timed = rows.map((row): Row => {
    const made = row.assignedAt == null ? null : resolveTime(row.assignedAt, clockOf(floor));
    return { ...row, madeAt: made?.ok ? made.instant : now };
  });
  const key = (row: Row): string => `${row.bookingId}${row.madeAt}${row.tableId}`;
  for (const row of timed.sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const group = groups.get(row.bookingId);
    if (group) group.push(row);
    else groups.set(row.bookingId, [row]);
  }
  return groups.values();
}

function clockOf(floor: Floor): ZoneClock {
  return floor.venue?.clock ?? UTC_CLOCK;
}
