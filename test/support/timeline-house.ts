import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import type { CommandData, CommandType, Timeline, VenueConfiguration } from '#contracts';
import { eveningZone } from '../../apps/allocator/src/demo/evening-zone.js';
import type { TestAllocator } from './allocator.js';
import { bistro, envelope } from './bistro.js';
import type { TestBrowser, Visit } from './browser.js';
import { TimelinePage } from './timeline-page.js';

/** A guest's booking of two for an hour and a half, unless told otherwise. */
export interface Guest {
  readonly name: string;
  /** By the venue's clock, on the service day that is on: `20:00`. */
  readonly at: string;
  readonly party?: number;
  readonly note?: string;
}

/** A bistro in which it is evening now, and whoever looks at it in a browser. */
export class TimelineHouse {
  private constructor(
    private readonly service: TestAllocator,
    private readonly browser: TestBrowser,
    readonly venue: VenueConfiguration,
    /** The service day that is on. */
    readonly date: string,
  ) {}

  /** @param changed what is other than usual in the bistro */
  static async open(
    service: TestAllocator,
    browser: TestBrowser,
    changed: (usual: VenueConfiguration) => VenueConfiguration = (usual) => usual,
  ): Promise<TimelineHouse> {
    const now = Temporal.Now.instant();
    const timeZone = eveningZone('Europe/Paris', now);
    const venue = changed({ ...bistro(), timeZone });
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const date = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    return new TimelineHouse(service, browser, venue, date);
  }

  tableId(label: string): string {
    return this.venue.tables.find((table) => table.label === label)!.id;
  }

  /** What the venue's clock shows, as the instant that it is; `24:30` is after midnight. */
  instantOf(clock: string): string {
    const [hours, minutes] = clock.split(':').map(Number);
    const midnight = Temporal.PlainDate.from(this.date).toPlainDateTime();
    const shown = midnight.add({ hours: hours!, minutes: minutes! });
    return shown.toZonedDateTime(this.venue.timeZone).toInstant().toString();
  }

  /** What the venue's clock shows so many minutes from now. */
  clockIn(minutes: number): string {
    const then = Temporal.Now.zonedDateTimeISO(this.venue.timeZone).add({ minutes });
    return then.toPlainTime().toString({ smallestUnit: 'minute' });
  }

  /** One command by staff, done. */
  async send<T extends CommandType>(type: T, data: CommandData[T]): Promise<void> {
    const token = await this.service.token('staff', [this.venue.venueId]);
    const body = envelope(type, this.venue.venueId, data);
    const { status, body: outcome } = await this.service.request('POST', '/api/commands', {
      body,
      token,
    });
    expect({ status, outcome }).toMatchObject({ status: 200, outcome: { status: 'accepted' } });
  }

  /** A booking without a table. */
  async booked({ name, at, party = 2, note }: Guest): Promise<string> {
    const bookingId = randomUUID();
    const startsAt = this.instantOf(at);
    const metadata = { name, ...(note === undefined ? {} : { note }) };
    const wish = { bookingId, partySize: party, startsAt, status: 'confirmed', metadata } as const;
    await this.send('RegisterBooking', wish);
    return bookingId;
  }

  async seated(guest: Guest, ...labels: readonly string[]): Promise<string> {
    const bookingId = await this.booked(guest);
    const tableIds = labels.map((label) => this.tableId(label));
    await this.send('AssignTables', { bookingId, tableIds });
    return bookingId;
  }

  /** What the service says of the day: who sits where, as `T1 Rossi 20:00–21:30`. */
  async seats(): Promise<readonly string[]> {
    const path = `/api/ops/tables/timeline?venueId=${this.venue.venueId}&date=${this.date}`;
    const timeline = (await this.service.request('GET', path)).body as Timeline;
    const clock = (instant: string): string =>
      Temporal.Instant.from(instant)
        .toZonedDateTimeISO(timeline.timeZone)
        .toPlainTime()
        .toString({ smallestUnit: 'minute' });
    return timeline.rows.flatMap(({ table, segments }) =>
      segments.map(({ booking, kind, window: { start, end } }) => {
        const till = end === null ? '' : clock(end);
        return `${table.label} ${booking?.name ?? kind} ${clock(start)}–${till}`;
      }),
    );
  }

  /** The timeline in somebody's browser, as soon as it is drawn and live. */
  async visit(visit: Visit = {}): Promise<TimelinePage> {
    return TimelinePage.of(await this.page(visit));
  }

  /** A page of the console in somebody's browser. */
  page(visit: Visit): Promise<Page> {
    const venues = [this.venue.venueId];
    return this.browser.visit(this.service, { role: 'staff', venues, ...visit });
  }
}
