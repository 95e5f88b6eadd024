import type { DomainEvent } from '#contracts';
import { activeCheck, existsCheck } from '../checks/table-checks.js';
import { conflictCheck } from '../checks/conflict-check.js';
import { resolveWindow } from '../checks/window-checks.js';
import { soften } from '../checks/check.js';
import type { Decision } from '../decision.js';
import { accept, failuresOf, reject, rejectFor, warningsOf } from '../decision.js';
import { writesShadow } from '../evaluate.js';
import { sameWindow } from '../windows.js';
import type { Ask } from './ask.js';
import { expiries, observed } from './place.js';

/** Takes tables out of service for a window; refused with the bookings it would affect. */
export function blockTables(ask: Ask<'BlockTables'>): Decision {
  const { floor, venue, now, enforcing } = ask;
  const { blockId, reason } = ask.command.data;
  const resolved = resolveWindow(ask.command.data.window, venue.clock, 'may-be-open');
  if (!resolved.ok) return rejectFor([resolved.check]);
  const { window } = resolved;
  const tableIds = [...new Set(ask.command.data.tableIds)].sort();

  const claims = floor.claims.ofBlock(blockId);
  const used = floor.holds.has(blockId) || floor.ended.has(blockId);
  if (claims.length > 0 || used || floor.foreignIds.has(blockId)) {
    const blocked = claims.map((claim) => claim.tableId).sort();
    const same =
      blocked.join() === tableIds.join() &&
      claims.every((claim) => sameWindow(claim.window, window) && claim.reason === reason);
    return same
      ? accept()
      : reject('ID_TAKEN', `block id ${blockId} was used before; make a new one`);
  }
  const own = { bookingIds: [], holdIds: [] };
  const conflicts = conflictCheck(floor, tableIds, window, own, now, enforcing);
  const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
  // A table that is out of use may be blocked: that is often why.
  const checks = [existsCheck(venue, tableIds), soften(activeCheck({ tables })), conflicts.check];
  if (failuresOf(checks).length > 0) return rejectFor(checks, conflicts.blockers);

  const before: DomainEvent[] = expiries(floor, conflicts.lapsedHoldIds);
  if (!enforcing && conflicts.blockers.length > 0) {
    before.push(observed(floor, { booking: null, blockId }, tableIds, window, conflicts.blockers));
  }
  const shadow = writesShadow(floor.flags, conflicts.blockers, enforcing);
  const blocked: DomainEvent = {
    type: 'TablesBlocked',
    data: { blockId, tables: floor.refsOf(tableIds), window, shadow, reason },
  };
  return accept([...before, blocked], warningsOf(checks));
}

/** Puts some or all of a block's tables back into service. */
export function unblockTables(ask: Ask<'UnblockTables'>): Decision {
  const { floor } = ask;
  const { blockId, tableIds, reason } = ask.command.data;
  const claims = floor.claims.ofBlock(blockId);
  const [first] = claims;
  if (!first) {
    if (floor.ended.get(blockId)?.kind === 'block') return accept();
    return reject('BLOCK_NOT_FOUND', `there is no block ${blockId}`, { blockId });
  }
  const freed = claims.filter((claim) => tableIds?.includes(claim.tableId) ?? true);
  if (freed.length === 0) return accept();
  const remaining = claims.filter((claim) => !freed.includes(claim));
  return accept([
    {
      type: 'TablesUnblocked',
      data: {
        blockId,
        tables: floor.refsOf(freed.map((claim) => claim.tableId)),
        window: first.window,
        remaining: floor.refsOf(remaining.map((claim) => claim.tableId)),
        reason: reason ?? null,
      },
    },
  ]);
}
