import type { Uuid } from '#contracts';
import { keep, useKept } from '../session/use-kept.js';

const NONE: readonly Uuid[] = [];
const nameOf = (bookingId: Uuid): string => `picks.${bookingId}`;

/** The tables a person has picked for a booking: they outlive a reload and a lost connection. */
export function usePicks(bookingId: Uuid) {
  return useKept<readonly Uuid[]>(nameOf(bookingId), NONE);
}

/** Picks tables for a booking before its panel is opened. */
export function keepPicks(bookingId: Uuid, tableIds: readonly Uuid[]): void {
  keep(nameOf(bookingId), tableIds);
}
