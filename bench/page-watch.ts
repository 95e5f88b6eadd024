import type { Page } from 'playwright-core';

// The little of a page's world that is spoken of here; the functions handed to `evaluate` run in it.
interface Box {
  readonly scrollLeft: number;
  readonly scrollTop: number;
  scrollBy(x: number, y: number): void;
}
declare const document: {
  readonly body: { innerHTML: string };
  querySelector(selector: string): Box | null;
  querySelectorAll(selector: string): ArrayLike<Box>;
};
declare const requestAnimationFrame: (tell: (ms: number) => void) => void;
declare const MutationObserver: new (tell: () => void) => {
  observe(node: unknown, options: object): void;
  disconnect(): void;
};

/** Comparable between this process and the pages of a browser on the same machine. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

export interface Opening {
  /** From the navigation until the tiles are painted. */
  readonly paintedMs: number;
  /** … from the answer that brought them. */
  readonly afterAnswerMs: number;
  readonly tiles: number;
  /** Addresses of what was fetched until then. */
  readonly fetched: readonly string[];
}

/** How the timeline of a page that was just opened came to be on the screen. */
export function openingOf(page: Page): Promise<Opening> {
  return page.evaluate(async () => {
    const tiles = () => document.querySelectorAll('.tile').length;
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    while (tiles() === 0) await frame();
    // A frame begins when what was there at the last one has been painted.
    await frame();
    const paintedMs = performance.now();
    const resources = performance.getEntriesByType('resource');
    const answer = resources.find(({ name }) => name.includes('/timeline'))!;
    return {
      paintedMs,
      afterAnswerMs: paintedMs - (answer.startTime + answer.duration),
      tiles: tiles(),
      fetched: resources.map(({ name }) => name),
    };
  });
}

/** When an element that is not there yet has been painted, as `epochMs`. */
export async function paintedAt(page: Page, selector: string): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle((wanted) => {
    const painted = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector(wanted) === null) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    return { painted };
  }, selector);
  return () => watch.evaluate(({ painted }) => painted);
}

/** The lengths of frames, in ms, while nothing of the page moves. */
export function framesAtRest(page: Page, count: number): Promise<number[]> {
  return page.evaluate(async (wanted) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const lengths: number[] = [];
    for (let last = await frame(); lengths.length < wanted;) {
      const now = await frame();
      lengths.push(now - last);
      last = now;
    }
    return lengths;
  }, count);
}

/** How long the page waits for an answer of the API, until it is read and parsed, in ms. */
export function readingOf(page: Page, path: string, token: string): Promise<number> {
  return page.evaluate(
    async ([address, bearer]) => {
      const began = performance.now();
      const answer = await fetch(address, { headers: { authorization: `Bearer ${bearer}` } });
      await answer.json();
      return performance.now() - began;
    },
    [path, token] as const,
  );
}

/** How long an empty page takes to show so many plain boxes with a word in each, in ms. */
export function plainBoxesOf(page: Page, count: number): Promise<number> {
  return page.evaluate(async (wanted) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const at = (i: number) => `left:${(i * 37) % 1_300}px;top:${(i * 17) % 800}px`;
    const boxes = Array.from(
      { length: wanted },
      (_, i) => `<div style="position:absolute;width:60px;height:16px;${at(i)}">Guest ${i}</div>`,
    );
    const began = performance.now();
    document.body.innerHTML = boxes.join('');
    await frame();
    await frame();
    return performance.now() - began;
  }, count);
}

/** The lengths of all frames, in ms, while an element is scrolled to its ends and back. */
export function framesOfScrolling(
  page: Page,
  selector: string,
  pxPerFrame: number,
): Promise<number[]> {
  return page.evaluate(
    async ([wanted, step]) => {
      const box = document.querySelector(wanted)!;
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const lengths: number[] = [];
      let last = await frame();
      for (const [x, y] of [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ] as const) {
        let before = NaN;
        while (before !== box.scrollLeft + box.scrollTop) {
          before = box.scrollLeft + box.scrollTop;
          box.scrollBy(x * step, y * step);
          const now = await frame();
          lengths.push(now - last);
          last = now;
        }
      }
      return lengths;
    },
    [selector, pxPerFrame] as const,
  );
}
