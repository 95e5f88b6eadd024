import type { Blocker, BookingBrief, NamedBlocker, ValidationAnswer } from '#contracts';
import type { ReadModel } from '#postgres';

/** Most bookings that one answer names; whoever else is in the way has an id alone. */
const NAMES_MAX = 1_000;

/** The same blockers, by name. */
export type Naming = (blockers: readonly Blocker[]) => readonly NamedBlocker[];

/** How to name the bookings of `blockers`: asked of the database once, however many they are. */
export async function namingOf(
  readModel: Pick<ReadModel, 'briefBookings'>,
  blockers: readonly Blocker[],
): Promise<Naming> {
  const bookingIds = [...new Set(blockers.map(({ bookingId }) => bookingId))].slice(0, NAMES_MAX);
  const briefs = await readModel.briefBookings(bookingIds, null);
  const known = new Map(briefs.map((brief) => [brief.bookingId, brief]));
  return (some) => some.map((one) => named(one, known.get(one.bookingId ?? '')));
}

export async function namedValidation(
  readModel: Pick<ReadModel, 'briefBookings'>,
  validation: ValidationAnswer,
): Promise<ValidationAnswer> {
  const naming = await namingOf(readModel, validation.blockers);
  return { ...validation, blockers: naming(validation.blockers) };
}

function named(blocker: Blocker, brief: BookingBrief | undefined): NamedBlocker {
  if (brief === undefined) return blocker;
  const { name, partySize } = brief;
  return { ...blocker, ...(name === null ? {} : { name }), partySize };
}
