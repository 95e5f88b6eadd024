import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Timeline } from '#contracts';
import { readRuntimeFile } from '#platform';
import { envelope } from '../test/support/bistro.js';
import { TestBrowser } from '../test/support/browser.js';
import type { Host } from '../test/support/browser.js';
import { fillBusyDay, movableOf } from '../test/support/busy-day.js';
import type { Requests } from '../test/support/busy-day.js';
import { startServiceProcess } from '../test/support/service-process.js';
import {
  epochMs,
  framesAtRest,
  framesOfScrolling,
  openingOf,
  paintedAt,
  plainBoxesOf,
  readingOf,
} from './page-watch.js';
import type { Comparison, RatioReport } from './ratios.js';

export interface ConsoleBenchSize {
  readonly openings: number;
  readonly moves: number;
}

const TABLES = 48;
const BOOKINGS = 270;
const PX_PER_FRAME = 15;
const FRAMES_AT_REST = 120;

/** The console of a busy restaurant in a real browser, each of its waits beside the least it could be. */
export async function benchConsole(
  databaseUrl: string,
  size: ConsoleBenchSize,
  log: (line: string) => void,
): Promise<RatioReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-bench-'));
  const service = await startServiceProcess('main.js', environment(databaseUrl, dataDir));
  const browser = await TestBrowser.launch();
  try {
    const token = (await readRuntimeFile(dataDir))!.tokens!.admin;
    const house = new House(service.url, token);
    const { venue, seated } = await fillBusyDay(house, TABLES, BOOKINGS);
    const path = `/api/ops/tables/timeline?venueId=${venue.venueId}`;
    log('opening the timeline');
    const opening = await openings(browser, house, size.openings);
    log('moving a booking');
    const moving = await moves(browser, house, venue.venueId, path, size.moves);
    log('scrolling');
    const scrolling = await scrolled(browser, house);
    return {
      date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      title: 'The console',
      notes: [
        `${TABLES} tables and ${seated} seated parties, in a headless Chromium that draws by CPU`,
        'ratios of medians; both sides of each are measured in turns in the same browser',
      ],
      comparisons: [opening, moving, scrolling],
    };
  } finally {
    await browser.close();
    await service.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A service and who looks at it. */
class House implements Host, Requests {
  constructor(
    readonly url: string,
    private readonly admin: string,
  ) {}

  token(): Promise<string> {
    return Promise.resolve(this.admin);
  }

  async request(
    method: string,
    path: string,
    { body }: { body?: unknown } = {},
  ): Promise<{ status: number; body: unknown }> {
    const headers = { authorization: `Bearer ${this.admin}`, 'content-type': 'application/json' };
    const init = { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  }
}

async function openings(browser: TestBrowser, house: House, count: number): Promise<Comparison> {
  const [values, baseValues]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const page = await browser.visit(house);
    const { afterAnswerMs, tiles } = await openingOf(page);
    values.push(afterAnswerMs);
    await page.goto('about:blank');
    baseValues.push(await plainBoxesOf(page, tiles));
    await browser.leave();
  }
  return {
    name: 'the timeline painted, from the answer that brought it',
    base: 'as many plain boxes on an empty page',
    ratioMax: 12,
    unit: 'ms',
    values,
    baseValues,
  };
}

async function moves(
  browser: TestBrowser,
  house: House,
  venueId: string,
  path: string,
  count: number,
): Promise<Comparison> {
  const page = await opened(browser, house);
  const timeline = (await house.request('GET', path)).body as Timeline;
  const { bookingId, tables } = movableOf(timeline);
  const [values, baseValues]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const tableIds = [tables[i % 2]!];
    const painted = await paintedAt(page, `[data-key="assignment:${bookingId}:${tableIds[0]}"]`);
    const body = envelope('MoveBooking', venueId, { bookingId, tableIds });
    const { status } = await house.request('POST', '/api/commands', { body });
    const answeredAt = epochMs();
    if (status !== 200) throw new Error(`a move was answered with ${status}`);
    values.push((await painted()) - answeredAt);
    baseValues.push(await readingOf(page, path, await house.token()));
  }
  await browser.leave();
  return {
    name: 'a move by somebody else, from its answer to the screen',
    base: 'one read of the timeline by the page',
    ratioMax: 6,
    unit: 'ms',
    values,
    baseValues,
  };
}

async function scrolled(browser: TestBrowser, house: House): Promise<Comparison> {
  const page = await opened(browser, house);
  const baseValues = await framesAtRest(page, FRAMES_AT_REST);
  const values = await framesOfScrolling(page, '.board-scroller', PX_PER_FRAME);
  await browser.leave();
  return {
    name: 'a frame while the board is scrolled to its ends, both ways',
    base: 'a frame of the same page at rest',
    ratioMax: 2,
    unit: 'ms',
    values,
    baseValues,
  };
}

async function opened(browser: TestBrowser, house: House): Promise<Page> {
  const page = await browser.visit(house);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('.tile').first().waitFor();
  return page;
}

function environment(databaseUrl: string, dataDir: string): Record<string, string> {
  return {
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
    FEATURE_RPC_ASSIGN_ATOMIC: 'true',
    FEATURE_ASSIGN_ATOMIC: 'true',
  };
}
