import type { Locator, Page } from 'playwright-core';

/** At the zoom that the page opens with. */
const PX_PER_MINUTE = 2.2;
/** Enough moves for a drag to be one, as a hand makes them. */
const STEPS = 6;

/** Where a drag leads: to the row of a table, so many minutes later, or both. */
export interface Drag {
  readonly to?: string;
  readonly minutes?: number;
}

/** The timeline as somebody sees and handles it. */
export class TimelinePage {
  private constructor(readonly page: Page) {}

  static async of(page: Page): Promise<TimelinePage> {
    await page.getByRole('grid').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    return new TimelinePage(page);
  }

  /** A guest's tile, on a table and at a time if told: `20:00–21:30`. */
  tile(name: string, table = '', span = ''): Locator {
    const where = table === '' ? '' : `, table ${table},`;
    const name_ = new RegExp(`^\\d+ ${name}\\b.*${where}.*${span}`);
    return this.page.getByRole('gridcell', { name: name_ });
  }

  row(label: string): Locator {
    return this.page.getByRole('row').filter({ has: this.head(label) });
  }

  head(label: string): Locator {
    return this.page.getByRole('rowheader', { name: `Table ${label},` });
  }

  /** A booking in the tray. */
  chip(name: string): Locator {
    return this.page
      .getByRole('region', { name: 'Bookings without a table' })
      .getByRole('button', { name: new RegExp(`\\d ${name}\\b`) });
  }

  /** What is told at the foot of the page. */
  notice(text: string | RegExp): Locator {
    return this.page
      .getByRole('region', { name: 'Notices' })
      .locator('.notice')
      .filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** The card beside the board. */
  card(title: string | RegExp): Locator {
    return this.page.getByRole('region', { name: title });
  }

  /** What can be done with a booking, on its card. */
  deed(booking: string, name: string): Locator {
    return this.card(new RegExp(`^${booking}`)).getByRole('button', { name });
  }

  /** Says of a booking that its guests did not come; answers what is told of it. */
  async missed(booking: string): Promise<Locator> {
    await this.tile(booking).click();
    await this.deed(booking, 'Did not come').click();
    const told = this.notice(`${booking}: did not come.`);
    await told.waitFor();
    return told;
  }

  async drag(what: Locator, { to, minutes = 0 }: Drag): Promise<void> {
    const from = await grip(what);
    const y = to === undefined ? from.y : (await grip(this.row(to))).y;
    await this.pull(from, { x: from.x + minutes * PX_PER_MINUTE, y });
    await this.page.mouse.up();
  }

  /** Pulls the end of a tile. */
  async stretch(tile: Locator, minutes: number): Promise<void> {
    const { x, y, width, height } = await box(tile);
    const end = { x: x + width - 3, y: y + height / 2 };
    await this.pull(end, { x: end.x + minutes * PX_PER_MINUTE, y: end.y });
    await this.page.mouse.up();
  }

  /** Takes something along without letting go of it. */
  async pull(from: Point, to: Point): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: STEPS });
  }

  /** The name of what has the focus. */
  focused(): Promise<string> {
    return this.page.locator(':focus').evaluate((element) => {
      const { ariaLabel, textContent } = element as unknown as Record<string, string | null>;
      return ariaLabel ?? textContent ?? '';
    });
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Near the beginning of something, where it is taken. */
async function grip(what: Locator): Promise<Point> {
  const { x, y, height } = await box(what);
  return { x: x + 24, y: y + height / 2 };
}

async function box(what: Locator): Promise<Point & { width: number; height: number }> {
  await what.waitFor();
  const found = await what.boundingBox();
  if (found === null) throw new Error(`${String(what)} is not to be seen`);
  return found;
}
