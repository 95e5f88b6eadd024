import type { Locator, Page } from 'playwright-core';
import type { TestBrowser, Visit } from './browser.js';
import type { ManualDesk } from './manual-desk.js';

/** The page on which a host seats one booking, by what the host sees. */
export class AssignPage {
  private constructor(readonly page: Page) {}

  static async open(
    browser: TestBrowser,
    { service, venue }: ManualDesk,
    bookingId: string,
    visit: Visit = {},
  ): Promise<AssignPage> {
    const venues = [venue.venueId];
    const path = `/assign/${bookingId}`;
    const page = await browser.visit(service, { role: 'staff', venues, path, ...visit });
    const assign = new AssignPage(page);
    await assign.table('T1').waitFor();
    return assign;
  }

  /** A table on the plan. */
  table(label: string): Locator {
    return this.page.locator(`[data-table="${label}"]`);
  }

  /** A button or an offer, by how its name begins. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^(best: )?${name}`) });
  }

  /** What is said to the tables picked. */
  get choice(): Locator {
    return this.page.getByRole('region', { name: 'Your choice' });
  }

  get timer(): Locator {
    return this.page.getByRole('timer');
  }

  /** What the host must know before going on. */
  alert(words: string): Locator {
    return this.page.getByRole('alert').filter({ hasText: words });
  }

  async pick(...labels: readonly string[]): Promise<void> {
    for (const label of labels) await this.table(label).click();
  }

  /** Presses a button that is off, as the keyboard can. */
  async pressInVain(name: string): Promise<void> {
    await this.button(name).and(this.page.locator('[aria-disabled]')).press('Enter');
  }

  /** Presses Hold as soon as the tables are checked, and waits until they are held. */
  async hold(): Promise<void> {
    await this.page.locator('button:not([aria-disabled])', { hasText: /^Hold$/ }).click();
    await this.timer.waitFor();
  }

  /** Nothing that happens elsewhere reaches this page from now on. */
  async goDeaf(): Promise<void> {
    await this.page.route('**/api/events*', (route) => route.abort());
    await this.page.reload();
    await this.table('T1').waitFor();
    await this.page.getByText('Offline').waitFor();
  }

  async isPicked(label: string): Promise<boolean> {
    return (await this.table(label).getAttribute('aria-pressed')) === 'true';
  }
}
