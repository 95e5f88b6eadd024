import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type {
  CommandData,
  HoldAnswer,
  ManualContext,
  ValidationAnswer,
  VenueConfiguration,
} from '#contracts';
import type { Answer, TestAllocator } from './allocator.js';
import { bistro, envelope, wish } from './bistro.js';

/** A bistro of its own, and a host in it who picks tables by hand. */
export class ManualDesk {
  private constructor(
    readonly service: TestAllocator,
    readonly venue: ReturnType<typeof bistro>,
    /** Of staff, for this venue alone. */
    readonly token: string,
  ) {}

  /**
   * @param policy what is other than usual in how the bistro seats
   * @param more what else is, such as its name or time zone
   */
  static async open(
    service: TestAllocator,
    policy: Partial<VenueConfiguration['policy']> = {},
    more: Partial<VenueConfiguration> = {},
  ): Promise<ManualDesk> {
    const usual = bistro();
    const venue = { ...usual, ...more, policy: { ...usual.policy, ...policy } };
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    return new ManualDesk(service, venue, await service.token('staff', [venue.venueId]));
  }

  tableId(label: string): string {
    return this.venue.tables.find((table) => table.label === label)!.id;
  }

  /** One command, by the host. */
  async send(type: string, data: object): Promise<Answer> {
    const { venueId } = this.venue;
    const body = { ...envelope('AssignBest', venueId, { bookingId: '' }), type, data };
    return this.service.request('POST', '/api/commands', { body, token: this.token });
  }

  /** Flips flags of this venue off. */
  async observe(...flags: readonly string[]): Promise<void> {
    const body = { value: false, venueId: this.venue.venueId, reason: 'observing' };
    for (const flag of flags) await this.service.request('PUT', `/api/flags/${flag}`, { body });
  }

  /** A new booking. */
  async booked(partySize = 2, startsAt?: string): Promise<string> {
    const bookingId = randomUUID();
    const data = { ...wish(bookingId, startsAt), partySize };
    expect((await this.send('RegisterBooking', data)).status).toBe(200);
    return bookingId;
  }

  /** A party that everybody calls by its name; the same `bookingId` again changes it. */
  async called(name: string, more: Partial<CommandData['RegisterBooking']> = {}): Promise<string> {
    const data = { ...wish(randomUUID()), metadata: { name }, ...more };
    expect((await this.send('RegisterBooking', data)).status).toBe(200);
    return data.bookingId;
  }

  /** Somebody who sits there already. */
  async seated(name: string, tables: readonly string[]): Promise<string> {
    const bookingId = await this.called(name);
    const tableIds = tables.map((label) => this.tableId(label));
    expect((await this.send('AssignTables', { bookingId, tableIds })).status).toBe(200);
    return bookingId;
  }

  manual(method: string, path: string, body?: object): Promise<Answer> {
    const { token } = this;
    return this.service.request(method, `/api/staff/manual/${path}`, { token, body });
  }

  async context(bookingId: string): Promise<ManualContext> {
    const { status, body } = await this.manual('GET', `context?bookingId=${bookingId}`);
    expect(status).toBe(200);
    return body as ManualContext;
  }

  async validate(
    bookingId: string,
    tables: readonly string[],
    more: object = {},
  ): Promise<ValidationAnswer> {
    const body = { bookingId, tableIds: tables.map((label) => this.tableId(label)), ...more };
    const answer = await this.manual('POST', 'validate', body);
    expect(answer.status).toBe(200);
    return answer.body as ValidationAnswer;
  }

  hold(bookingId: string, tables: readonly string[], more: object = {}): Promise<Answer> {
    const tableIds = tables.map((label) => this.tableId(label));
    return this.manual('POST', 'hold', { bookingId, tableIds, ...more });
  }

  async held(bookingId: string, tables: readonly string[]): Promise<HoldAnswer> {
    const { status, body } = await this.hold(bookingId, tables);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body as HoldAnswer;
  }

  confirm(bookingId: string, holdId: string, more: object = {}): Promise<Answer> {
    return this.manual('POST', 'confirm', { bookingId, holdId, ...more });
  }

  /** As if the hold's time were over. */
  async lapse(holdId: string): Promise<void> {
    await this.service.database.pool.query(
      `update table_holds set expires_at = clock_timestamp() where id = $1`,
      [holdId],
    );
  }
}
