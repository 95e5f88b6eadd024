import { readFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import type { CommandAnswer, CommandData, CommandEnvelope, VenueConfiguration } from '#contracts';
import type { RuntimeTokens } from '#platform';
import { demoEvening } from './demo-evening.js';
import type { DemoBooking } from './demo-evening.js';
import { eveningZone } from './evening-zone.js';

/** What became of the demo. */
export interface LoadedDemo {
  readonly venue: VenueConfiguration;
  readonly bookings: number;
  readonly seated: number;
  /** Bookings that found no table: the venue is over-booked around half past seven. */
  readonly refused: number;
}

const DATA = new URL('../../../../../test/data/venues/', import.meta.url);
const BATCH_MAX = 200;
/** Guests who stay past their end keep their table, a quarter of an hour at a time. */
const OVERSTAY = { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 };

/**
 * Fills an empty service with a venue in the middle of a full evening, by the commands that any
 * client sends. The restaurant stands where it is evening now. Null, and nothing changed, when the
 * venue is there already.
 *
 * @throws Error when the service refuses
 */
export async function loadDemo(
  url: string,
  tokens: RuntimeTokens,
  now = Temporal.Now.instant(),
): Promise<LoadedDemo | null> {
  const data = await readData<VenueConfiguration>('brasserie.venue.json');
  const bookings = await readData<DemoBooking[]>('brasserie.friday.json');
  const path = `/api/venues/${data.venueId}`;
  if ((await ask(url, 'GET', path, tokens.admin)).status !== 404) return null;
  const policy = { ...data.policy, overstay: OVERSTAY };
  const venue = { ...data, policy, timeZone: eveningZone(data.timeZone, now) };
  await expectOk(await ask(url, 'PUT', path, tokens.admin, venue));
  const evening = demoEvening(venue, bookings, data.timeZone, now);
  await send(url, tokens.staff, evening.before);
  const outcomes = await send(url, tokens.bookingSystem, evening.bookings);
  const seated = new Set(
    evening.bookings.flatMap(({ type, data }, i) =>
      type === 'AssignBest' && outcomes[i]!.status === 'accepted'
        ? [(data as CommandData['AssignBest']).bookingId]
        : [],
    ),
  );
  await send(url, tokens.staff, evening.asItGoes(seated));
  const refused = bookings.length - seated.size;
  return { venue, bookings: bookings.length, seated: seated.size, refused };
}

/** In order; refusals are part of the picture, commands that were not answered are not. */
async function send(
  url: string,
  token: string,
  commands: readonly CommandEnvelope[],
): Promise<readonly CommandAnswer[]> {
  const outcomes: CommandAnswer[] = [];
  for (let i = 0; i < commands.length; i += BATCH_MAX) {
    const batch = commands.slice(i, i + BATCH_MAX);
    const answer = await ask(url, 'POST', '/api/commands', token, batch);
    await expectOk(answer);
    const answers = (await answer.json()) as CommandAnswer[];
    const open = answers.find(({ status }) => status === 'unavailable');
    if (open) throw new Error(`the demo is half loaded: ${JSON.stringify(open)}`);
    outcomes.push(...answers);
  }
  return outcomes;
}

async function readData<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(name, DATA), 'utf8')) as T;
}

function ask(
  url: string,
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
}

async function expectOk(response: Response): Promise<void> {
  if (response.ok) return;
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}
