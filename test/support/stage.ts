import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startTestAllocator } from './allocator.js';
import type { TestAllocator } from './allocator.js';
import { TestBrowser } from './browser.js';
import type { Visit } from './browser.js';

/** A service, and a browser to look at it with. */
export interface Stage {
  readonly service: TestAllocator;
  readonly browser: TestBrowser;
  /** Opens the console of the service as somebody with a role there. */
  visit(visit?: Visit): Promise<Page>;
}

/**
 * What all tests of a `describe` share: set up before the first and struck after the last. After
 * each test whoever visited leaves, and a page that met a bug of its own fails it.
 *
 * @param start the service, where it is not the usual one
 */
export function setStage(start: () => Promise<TestAllocator> = startTestAllocator): Stage {
  let service: TestAllocator;
  let browser: TestBrowser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([start(), TestBrowser.launch()]);
  });
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });
  return {
    get service() {
      return service;
    },
    get browser() {
      return browser;
    },
    visit: (visit) => browser.visit(service, visit),
  };
}
