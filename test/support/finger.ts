import type { CDPSession, Locator, Page } from 'playwright-core';

/** Enough moves for a swipe to be one, as a finger makes them. */
const STEPS = 12;
/** So far from its beginning something is touched. */
const GRIP_PX = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

// The little of a page's world that is spoken of here; what is handed to `evaluate` runs in it.
declare const document: {
  addEventListener(type: 'scrollend', heard: () => void, options: object): void;
};

/** A finger on the glass: what it does goes the whole way through the browser, scrolling included. */
export class Finger {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async on(page: Page): Promise<Finger> {
    return new Finger(page, await page.context().newCDPSession(page));
  }

  /**
   * Goes from the beginning of something so many px to the right, or left when negative. Answers
   * when what it pushed has come to rest: until then a tap would only stop it.
   */
  async swipe(what: Locator, px: number): Promise<void> {
    const { x, y, height } = (await what.boundingBox())!;
    const from = { x: x + GRIP_PX, y: y + height / 2 };
    const scrolling = await this.page.evaluateHandle(() => ({
      end: new Promise<void>((resolve) => {
        document.addEventListener('scrollend', resolve, { capture: true, once: true });
      }),
    }));
    await this.touch('touchStart', from);
    for (let step = 1; step <= STEPS; step++) {
      await this.touch('touchMove', { x: from.x + (px * step) / STEPS, y: from.y });
    }
    await this.touch('touchEnd');
    await scrolling.evaluate(({ end }) => end);
  }

  private async touch(type: 'touchStart' | 'touchMove' | 'touchEnd', at?: Point): Promise<void> {
    const touchPoints = at === undefined ? [] : [at];
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
