import { randomUUID } from 'node:crypto';
import type { SentWindow, VenueConfiguration } from '#contracts';
import { bistro } from './bistro.js';
import type { SentCommand } from './command-client.js';
import type { SeededRandom } from './seeded-random.js';

const BOOKINGS = 24;
/** Bounds what clients remember of each other's holds. */
const HOLDS_MAX = 200;
const DAY = '2038-03-12';

/**
 * Four tables in a row for a venue whose bookings all want the same evening, and commands that
 * fight
 * over them: every other one wants the first table, the rest any table or two neighbours, in any
 * order.
 */
export class ContendedFloor {
  readonly venue: VenueConfiguration;
  readonly bookingIds = Array.from({ length: BOOKINGS }, () => randomUUID());
  private readonly holdIds: { holdId: string; bookingId: string }[] = [];

  constructor(private readonly random: SeededRandom) {
    const base = bistro();
    const hold = { minSeconds: 1, defaultSeconds: 2, maxSeconds: 600 };
    this.venue = { ...base, policy: { ...base.policy, hold } };
  }

  /** What has to be there before the fight. */
  opening(): SentCommand[] {
    const booked = this.bookingIds.map((bookingId) =>
      this.command('RegisterBooking', {
        bookingId,
        partySize: 2,
        startsAt: `${DAY}T19:00`,
        status: 'confirmed',
      }),
    );
    return [this.command('ConfigureVenue', this.venue), ...booked];
  }

  /** The next blow. */
  next(): SentCommand {
    const { random } = this;
    const bookingId = random.pick(this.bookingIds);
    const roll = random.int(100);
    if (roll < 34) return this.assign(bookingId);
    if (roll < 50) return this.hold(bookingId);
    if (roll < 60) return this.confirm(bookingId);
    if (roll < 64) return this.release();
    if (roll < 80) return this.move(bookingId);
    if (roll < 88) return this.command('UnassignTables', { bookingId });
    if (roll < 92) return this.command('AssignBest', { bookingId, window: this.window() });
    const bookingIdB = random.pick(this.bookingIds.filter((id) => id !== bookingId));
    return this.command('SwapBookings', { bookingIdA: bookingId, bookingIdB });
  }

  /** One table, or two neighbours, in any order. */
  tableIds(): string[] {
    const { random } = this;
    const ids = this.venue.tables.map((table) => table.id);
    if (random.chance(0.5)) return [ids[0]!];
    if (random.chance(0.4)) return [random.pick(ids)];
    const left = random.int(ids.length - 1);
    return random.shuffled([ids[left]!, ids[left + 1]!]);
  }

  /** Some half hours of one evening. */
  window(): SentWindow & { readonly end: string } {
    const start = 18 * 60 + 30 * this.random.int(7);
    return { start: clock(start), end: clock(start + 30 * (1 + this.random.int(4))) };
  }

  private assign(bookingId: string): SentCommand {
    const mode = this.random.chance(0.15) ? 'add' : 'replace';
    const window = mode === 'add' || this.random.chance(0.3) ? {} : { window: this.window() };
    return this.command('AssignTables', { bookingId, tableIds: this.tableIds(), mode, ...window });
  }

  private hold(bookingId: string): SentCommand {
    const holdId = randomUUID();
    this.holdIds.push({ holdId, bookingId });
    if (this.holdIds.length > HOLDS_MAX) this.holdIds.shift();
    const ttlSeconds = this.random.pick([1, 2, 60]);
    const wish = { tableIds: this.tableIds(), window: this.window(), ttlSeconds };
    return this.command('HoldTables', { holdId, bookingId, ...wish });
  }

  private confirm(bookingId: string): SentCommand {
    const known = this.holdIds.slice(-10);
    if (known.length === 0) return this.assign(bookingId);
    const hold = this.random.pick(known);
    return this.command('ConfirmHold', this.random.chance(0.9) ? hold : { ...hold, bookingId });
  }

  private release(): SentCommand {
    const holdId = this.holdIds.at(-1)?.holdId ?? randomUUID();
    return this.command('ReleaseHold', { holdId, reason: 'changed their mind' });
  }

  private move(bookingId: string): SentCommand {
    const window = this.random.chance(0.5) ? {} : { window: this.window() };
    return this.command('MoveBooking', { bookingId, tableIds: this.tableIds(), ...window });
  }

  private command(type: string, data: object): SentCommand {
    return { commandId: randomUUID(), type, venueId: this.venue.venueId, data };
  }
}

function clock(minutes: number): string {
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${DAY}T${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
