import type { BookingView, Uuid } from '#contracts';
import type { ApiProblem } from '../api/problem.js';
import { get } from '../api/request.js';
import { guestName } from '../words.js';
import type { Setting } from '../words.js';

const ASKED_MAX = 10;

/**
 * The setting in which a refusal can be told: whoever is in the way and not of the day on show is
 * asked for by id. Of whom cannot be read the words say the id.
 */
export async function settingFor(problem: ApiProblem, setting: Setting): Promise<Setting> {
  const ids = problem.rejection?.blockers.flatMap(({ bookingId }) => bookingId ?? []) ?? [];
  const unknown = [...new Set(ids)].filter((id) => (setting.nameOf?.(id) ?? null) === null);
  if (unknown.length === 0) return setting;
  const answers = await Promise.allSettled(
    unknown.slice(0, ASKED_MAX).map((id) => get<BookingView>(`/api/bookings/${id}`)),
  );
  const names = new Map<Uuid, string>();
  for (const answer of answers) {
    if (answer.status === 'rejected') continue;
    const { bookingId, metadata } = answer.value;
    const name = guestName(metadata);
    if (name !== null) names.set(bookingId, name);
  }
  return { ...setting, nameOf: (id) => setting.nameOf?.(id) ?? names.get(id) ?? null };
}
