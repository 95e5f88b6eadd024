import { readFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import type { CommandOutcome, VenueConfiguration } from '#contracts';
import type { RuntimeTokens } from '#platform';
import { demoDay } from './demo-day.js';
import type { DemoBooking } from './demo-day.js';

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

/**
 * Fills an empty service with a venue and its bookings of today, by the commands that any client
 * sends. Null, and nothing changed, when the venue is there already.
 *
 * @throws Error when the service refuses
 */
export async function loadDemo(url: string, tokens: RuntimeTokens): Promise<LoadedDemo | null> {
  const venue = await readData<VenueConfiguration>('brasserie.venue.json');
  const bookings = await readData<DemoBooking[]>('brasserie.friday.json');
  const path = `/api/venues/${venue.venueId}`;
  if ((await ask(url, 'GET', path, tokens.admin)).status !== 404) return null;
  await expectOk(await ask(url, 'PUT', path, tokens.admin, venue));
  const commands = demoDay(venue, bookings, Temporal.Now.plainDateISO(venue.timeZone));
  let seated = 0;
  for (let i = 0; i < commands.length; i += BATCH_MAX) {
    const batch = commands.slice(i, i + BATCH_MAX);
    const answer = await ask(url, 'POST', '/api/commands', tokens.bookingSystem, batch);
    await expectOk(answer);
    const outcomes = (await answer.json()) as CommandOutcome[];
    const accepted = (outcome: CommandOutcome, j: number): boolean =>
      outcome.status === 'accepted' && batch[j]!.type === 'AssignBest';
    seated += outcomes.filter(accepted).length;
  }
  return { venue, bookings: bookings.length, seated, refused: bookings.length - seated };
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
