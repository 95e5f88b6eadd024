import type { Locator, Page } from 'playwright-core';
import type { Visit } from './browser.js';
import type { TimelineHouse } from './timeline-house.js';

/** The plan of the floor as somebody sees and handles it. */
export class FloorPage {
  private constructor(readonly page: Page) {}

  /** As soon as it is drawn and live. */
  static async open(house: TimelineHouse, visit: Visit = {}): Promise<FloorPage> {
    const page = await house.page({ path: '/floor', ...visit });
    await page.locator('[data-table]').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    return new FloorPage(page);
  }

  /** A table, with such words in its name if told. */
  table(label: string, words?: string): Locator {
    const told = words === undefined ? '' : `[aria-label*="${words}"]`;
    return this.page.locator(`[data-table="${label}"]${told}`);
  }

  zone(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true });
  }

  /** What is told of the table picked. */
  details(label: string): Locator {
    return this.page.getByRole('region', { name: `Table ${label}` });
  }

  /** The moment on show. */
  get clock(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'guests' });
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'Time of the service day' });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** What is drawn around a table, as its colour and its width. */
  ring(label: string): Promise<string> {
    return this.table(label).locator('.plan-ring').evaluate(colourAndWidth);
  }

  /** What a table looks like, colours left out. */
  async look(label: string): Promise<Look> {
    const drawn = this.page.locator('.plan-table').filter({ has: this.table(label) });
    const mark = drawn.locator('.plan-mark [data-icon]');
    const { line, pattern } = await drawn.locator('.plan-body').evaluate(lineAndPattern);
    return {
      mark: (await mark.count()) === 0 ? null : await mark.getAttribute('data-icon'),
      line: line === 'none' ? 'whole' : 'broken',
      pattern: /plan-(\w+)/.exec(pattern)?.[1] ?? null,
    };
  }
}

export interface Look {
  readonly mark: string | null;
  readonly line: 'whole' | 'broken';
  readonly pattern: string | null;
}

// The little of a page's world that is spoken of here; it runs there.
declare function getComputedStyle(element: unknown): Record<string, string>;

function lineAndPattern(element: unknown): { line: string; pattern: string } {
  const { strokeDasharray, fill } = getComputedStyle(element);
  return { line: strokeDasharray!, pattern: fill! };
}

function colourAndWidth(element: unknown): string {
  const { stroke, strokeWidth } = getComputedStyle(element);
  return `${stroke} ${strokeWidth}`;
}
