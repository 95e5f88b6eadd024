import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { TokenRole } from '#platform';

/** How large the screen of a person is. */
export const SCREENS = {
  desktop: { width: 1440, height: 900 },
  laptop: { width: 1024, height: 768 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
} as const;

/** A service that a console can be opened at. */
export interface Host {
  readonly url: string;
  token(role: TokenRole, venues?: '*' | readonly string[]): Promise<string>;
}

export interface Visit {
  /** Below `/console`; absent: the first page. */
  readonly path?: string;
  readonly role?: TokenRole;
  /** Absent: all; the console opens at the first that the token reaches. */
  readonly venues?: readonly string[];
  readonly screen?: keyof typeof SCREENS;
}

/**
 * Debian's Chromium: nothing of it is looked up outside this machine, and nothing of a page is
 * slowed down because nobody looks at it. It speaks American only: dates are asked for as the page
 * speaks, which is how the browsers of those who read it do.
 */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-blink-features=LangAttributeAwareFormControlUI',
];

/** A real Chromium, in which each visitor has a browser of their own: storage, token, network. */
export class TestBrowser {
  private readonly complaints: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    const executablePath = findChromium();
    return new TestBrowser(await chromium.launch({ executablePath, args: ARGUMENTS }));
  }

  /** Opens the console of a service as somebody with a role there. */
  async visit(service: Host, visit: Visit = {}): Promise<Page> {
    const { path = '', role = 'admin', screen = 'desktop', venues = '*' } = visit;
    const context = await this.newcomer(screen);
    const page = await context.newPage();
    const token = await service.token(role, venues);
    await page.goto(`${service.url}/console${path}#token=${token}`);
    return page;
  }

  /** Closes every visitor's browser; throws when a page met a bug of its own. */
  async leave(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    const bugs = this.complaints.splice(0);
    if (bugs.length > 0) throw new Error(`a page failed: ${bugs.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  private async newcomer(screen: keyof typeof SCREENS): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: SCREENS[screen],
      hasTouch: screen === 'phone' || screen === 'tablet',
      reducedMotion: 'reduce',
      // Not that of any venue in the tests: times are the venue's, wherever the reader is.
      timezoneId: 'Pacific/Chatham',
      locale: 'en-GB',
    });
    // Sooner than the test's own limit, which would not say what was waited for.
    context.setDefaultTimeout(100_000);
    context.on('weberror', (error) => this.complaints.push(String(error.error().stack)));
    return context;
  }
}

// The little of a page's world that is spoken of here; what is handed to `evaluate` runs in it.
interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}
declare const document: { querySelectorAll(selector: string): Iterable<Box> };

/** Whether a page, or what scrolls in it, would have to be pushed sideways to be read. */
export function isWiderThanItsScreen(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, main')].some(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    ),
  );
}

const TABS_MAX = 80;

/** Goes on with the Tab key until something has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < TABS_MAX; i++) {
    const isThere = (await wanted.and(page.locator(':focus')).count()) > 0;
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the Tab key does not lead there');
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine: the one of `CHROMIUM_PATH`, or the first on the PATH. */
function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = process.env['CHROMIUM_PATH'] || candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'These tests need a real browser: install Chromium (Debian: apt-get install -y chromium), or ' +
      'name one in CHROMIUM_PATH.',
  );
}
