import { setTimeout as delay } from 'node:timers/promises';

/** Between questions that others must answer: they need the CPU more than we do. */
const ASK_EVERY_MS = 10;

/** Asks again and again until the answer is yes; the test's own time limit ends it. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    const answer = condition();
    if (await answer) return;
    await delay(typeof answer === 'boolean' ? 1 : ASK_EVERY_MS);
  }
}
