import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Timeline, TimelineSegment } from '#contracts';
import { fillBusyDay } from '../support/busy-day.js';
import { envelope } from '../support/bistro.js';
import { epochMs, framesOfScrolling, openingOf, paintedAt } from '../support/page-watch.js';
import type { Opening } from '../support/page-watch.js';
import { setStage } from '../support/stage.js';

const TABLES = 48;
const SEATED = 200;
const BOOKINGS = 270;

/**
 * What the console promises on an idle machine. What is asserted leaves room for one that is busy
 * with other tests; what was measured is printed, and kept in docs/benchmarks.md.
 */
const PAINT_AFTER_ANSWER_MS_MAX = 1_000;
const LIVE_MS_MAX = 300;
const FRAME_MS_MAX = 34;

const OPENINGS = 5;
const MOVES = 20;

describe(`the timeline of ${TABLES} tables and ${SEATED} seated bookings`, () => {
  const stage = setStage();
  let day: Awaited<ReturnType<typeof fillBusyDay>>;
  beforeAll(async () => {
    day = await fillBusyDay(stage.service, TABLES, BOOKINGS);
  }, 240_000);

  async function timeline(): Promise<Timeline> {
    const path = `/api/ops/tables/timeline?venueId=${day.venue.venueId}`;
    return (await stage.service.request('GET', path)).body as Timeline;
  }

  async function openTimeline(): Promise<Page> {
    const page = await stage.visit({ role: 'staff' });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('.tile').first().waitFor();
    return page;
  }

  test(`is there within ${PAINT_AFTER_ANSWER_MS_MAX} ms of the answer`, async () => {
    expect((await timeline()).rows).toHaveLength(TABLES);
    expect(day.seated).toBeGreaterThanOrEqual(SEATED);
    const openings: Opening[] = [];
    for (let i = 0; i < OPENINGS; i++) {
      openings.push(await openingOf(await stage.visit({ role: 'staff' })));
      await stage.browser.leave();
    }
    say(
      'painted, from the navigation',
      openings.map(({ paintedMs }) => paintedMs),
      'ms',
    );
    const afterAnswer = openings.map(({ afterAnswerMs }) => afterAnswerMs);
    say('painted, from the answer', afterAnswer, 'ms');
    expect(Math.min(...openings.map(({ tiles }) => tiles))).toBeGreaterThanOrEqual(SEATED);
    expect(median(afterAnswer)).toBeLessThan(PAINT_AFTER_ANSWER_MS_MAX);
  });

  test(`shows what others do within ${LIVE_MS_MAX} ms`, async () => {
    const page = await openTimeline();
    const { bookingId, tables } = movable(await timeline());
    const latencies: number[] = [];
    for (let i = 0; i < MOVES; i++) {
      const tableIds = [tables[i % 2]!];
      const painted = await paintedAt(page, `[data-key="assignment:${bookingId}:${tableIds[0]}"]`);
      const move = envelope('MoveBooking', day.venue.venueId, { bookingId, tableIds });
      const { status } = await stage.service.request('POST', '/api/commands', { body: move });
      const answeredAt = epochMs();
      expect(status).toBe(200);
      latencies.push((await painted()) - answeredAt);
    }
    say('a move of somebody else, from its answer to the screen', latencies, 'ms');
    // Other specs run beside this one: the slower moves tell of them, the quicker of the page.
    expect(quantile(latencies, 0.25)).toBeLessThan(LIVE_MS_MAX);
  });

  test('scrolls smoothly both ways', async () => {
    const page = await openTimeline();
    const frames = await framesOfScrolling(page, '.board-scroller', 15);
    say('frames while scrolling', frames, 'ms');
    expect(frames.length).toBeGreaterThan(50);
    expect(median(frames)).toBeLessThan(FRAME_MS_MAX);
  });
});

/** A booking on one table that could as well be on another, and both tables, the other one first. */
function movable({ rows }: Timeline): { bookingId: string; tables: string[] } {
  const isFree = (segments: readonly TimelineSegment[], { window }: TimelineSegment): boolean =>
    segments.every(
      (one) =>
        one.window.end! <= window.start || (window.end !== null && one.window.start >= window.end),
    );
  for (const { table, segments } of rows) {
    for (const segment of segments) {
      const { booking } = segment;
      if (booking?.status !== 'confirmed' || booking.pinReason !== null) continue;
      if (segment.tables.length > 1) continue;
      const other = rows.find(
        (row) => row.table.capacity === table.capacity && isFree(row.segments, segment),
      );
      if (other) return { bookingId: booking.bookingId, tables: [other.table.id, table.id] };
    }
  }
  throw new Error('nobody can be moved');
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function say(what: string, values: readonly number[], unit: string): void {
  const [half, most, max] = [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(1));
  const told = `median ${half} ${unit}, 95 % within ${most} ${unit}, most ${max} ${unit}`;
  process.stdout.write(`${what}: ${told}, of ${values.length}\n`);
}
