import type { Page } from 'playwright-core';
import type { TokenRole } from '#platform';
import type { SCREENS } from '../test/support/browser.js';
import type { Scene } from './demo-scene.js';

/** One file of docs/images. */
export interface Picture {
  readonly name: string;
  readonly screen?: keyof typeof SCREENS;
  readonly role?: TokenRole;
  /** Below `/console`. */
  readonly path: (scene: Scene) => string;
  /** Does what is to be seen, and resolves when it is. */
  readonly ready: (page: Page, scene: Scene) => Promise<unknown>;
}

const tiles = (page: Page): Promise<void> => page.locator('.tile').first().waitFor();
const heading =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole('heading', { name, level: 1 }).waitFor();

export const PICTURES: readonly Picture[] = [
  { name: 'timeline', role: 'staff', path: () => '', ready: tiles },
  { name: 'timeline-1024', role: 'staff', screen: 'laptop', path: () => '', ready: tiles },
  { name: 'timeline-phone', role: 'staff', screen: 'phone', path: () => '', ready: tiles },
  { name: 'floor', role: 'staff', path: () => '/floor', ready: floorTables },
  {
    name: 'assign',
    role: 'staff',
    path: ({ expected }) => `/assign/${expected.bookingId}`,
    ready: holdAndErr,
  },
  { name: 'health', path: () => '/health', ready: heading('Health') },
  { name: 'demand', path: () => '/demand', ready: (page) => page.locator('canvas').waitFor() },
  { name: 'replays', path: () => '/replays', ready: compared },
  { name: 'flags', path: () => '/flags', ready: heading('Flags') },
  {
    name: 'history',
    path: ({ tableId }) => `/history?table=${tableId}&at=any`,
    ready: (page) => page.locator('.cards > li').first().waitFor(),
  },
  {
    name: 'holds-phone',
    screen: 'phone',
    path: () => '/holds',
    ready: (page) => page.getByText(/^Delgado/).waitFor(),
  },
  { name: 'health-phone', screen: 'phone', path: () => '/health', ready: heading('Health') },
];

async function floorTables(page: Page): Promise<void> {
  await page.getByRole('main').locator('svg, [data-table]').first().waitFor();
}

async function compared(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Dry run/ }).click();
  await page
    .getByRole('listitem', { name: /^(?!.*running)/ })
    .first()
    .waitFor();
}

/** Holds a table that is free, then asks for one that somebody sits at as well. */
async function holdAndErr(page: Page, { takenTable }: Scene): Promise<void> {
  const boxes = page.getByRole('checkbox');
  await boxes.first().check();
  await page.getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByRole('timer').waitFor();
  await page.getByRole('checkbox', { name: new RegExp(`^${takenTable}\\b`) }).check();
  await page.getByText('Error').first().waitFor();
  await page.getByRole('button', { name: 'Hold these instead' }).waitFor();
}
