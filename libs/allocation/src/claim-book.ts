import type { ClaimKind, Instant, Uuid, Window } from '#contracts';
import { overlaps } from './windows.js';

/** One table taken for one window: one row of `allocations`. */
export interface Claim {
  readonly id: Uuid;
  readonly tableId: Uuid;
  readonly kind: ClaimKind;
  readonly window: Window;
  readonly bookingId: Uuid | null;
  readonly holdId: Uuid | null;
  readonly blockId: Uuid | null;
  readonly shadow: boolean;
  readonly reason: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Instant;
}

/** The claims of a floor, found by table and by owner. */
export class ClaimBook {
  private readonly byId = new Map<Uuid, Claim>();
  private readonly byTable = new Map<Uuid, Map<Uuid, Claim>>();
  // By kind of owner: a sender may use one id for a booking and for its hold.
  private readonly byBooking = new Map<Uuid, Map<Uuid, Claim>>();
  private readonly byHold = new Map<Uuid, Map<Uuid, Claim>>();
  private readonly byBlock = new Map<Uuid, Map<Uuid, Claim>>();

  get all(): ReadonlyMap<Uuid, Claim> {
    return this.byId;
  }

  add(claim: Claim): void {
    this.byId.set(claim.id, claim);
    indexIn(this.byTable, claim.tableId, claim);
    indexIn(this.byBooking, claim.bookingId, claim);
    indexIn(this.byHold, claim.holdId, claim);
    indexIn(this.byBlock, claim.blockId, claim);
  }

  remove(claim: Claim): void {
    this.byId.delete(claim.id);
    removeFrom(this.byTable, claim.tableId, claim);
    removeFrom(this.byBooking, claim.bookingId, claim);
    removeFrom(this.byHold, claim.holdId, claim);
    removeFrom(this.byBlock, claim.blockId, claim);
  }

  /** Makes `next` the claims among `previous`: a claim that stays the same stays the same object. */
  replace(previous: readonly Claim[], next: readonly Claim[]): void {
    const kept = new Set<Uuid>();
    const added: Claim[] = [];
    for (const claim of next) {
      const before = this.byId.get(claim.id);
      if (before && sameClaim(before, claim)) kept.add(claim.id);
      else added.push(claim);
    }
    for (const claim of previous) if (!kept.has(claim.id)) this.remove(claim);
    for (const claim of added) this.add(claim);
  }

  /** The claims of a booking: its assignment's and its holds'. */
  ofBooking(bookingId: Uuid): readonly Claim[] {
    return [...(this.byBooking.get(bookingId)?.values() ?? [])];
  }

  ofHold(holdId: Uuid): readonly Claim[] {
    return [...(this.byHold.get(holdId)?.values() ?? [])];
  }

  ofBlock(blockId: Uuid): readonly Claim[] {
    return [...(this.byBlock.get(blockId)?.values() ?? [])];
  }

  sizeOfBlock(blockId: Uuid): number {
    return this.byBlock.get(blockId)?.size ?? 0;
  }

  ofTable(tableId: Uuid): Iterable<Claim> {
    return this.byTable.get(tableId)?.values() ?? [];
  }

  overlapping(tableId: Uuid, window: Window): readonly Claim[] {
    const claims = this.byTable.get(tableId);
    if (!claims) return [];
    const found: Claim[] = [];
    for (const claim of claims.values()) if (overlaps(claim.window, window)) found.push(claim);
    return found;
  }
}

function indexIn(index: Map<Uuid, Map<Uuid, Claim>>, key: Uuid | null, claim: Claim): void {
  if (key === null) return;
  const claims = index.get(key);
  if (claims) claims.set(claim.id, claim);
  else index.set(key, new Map([[claim.id, claim]]));
}

function removeFrom(index: Map<Uuid, Map<Uuid, Claim>>, key: Uuid | null, claim: Claim): void {
  if (key === null) return;
  const claims = index.get(key);
  claims?.delete(claim.id);
  if (claims?.size === 0) index.delete(key);
}

function sameClaim(a: Claim, b: Claim): boolean {
  return (
    a.tableId === b.tableId &&
    a.kind === b.kind &&
    a.window.start === b.window.start &&
    a.window.end === b.window.end &&
    a.bookingId === b.bookingId &&
    a.holdId === b.holdId &&
    a.blockId === b.blockId &&
    a.shadow === b.shadow &&
    a.reason === b.reason &&
    a.createdBy === b.createdBy &&
    a.createdAt === b.createdAt
  );
}
