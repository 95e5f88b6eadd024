import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Places named of each fault: the rest is like them. */
const PLACES_MAX = 3;

/**
 * What axe-core finds serious or critical on a page as it is now, open dialogs included: a sentence
 * per rule. A page that everybody can use has none. What axe is not sure of does not count.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // By the debugger, not by a script element, which the page's content policy would refuse.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    return here.run({ resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes
        .slice(0, PLACES_MAX)
        .map(
          ({ target, failureSummary = '' }) => `${target.map(String).join(' ')}: ${failureSummary}`,
        );
      return [`${id}: ${help}, in ${nodes.length} place(s)`, ...places].join('\n  ');
    });
}
