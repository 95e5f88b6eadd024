/** Asks again and again until the answer is yes; the test's own time limit ends it. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) {
    // A turn of the event loop, for conditions that answer at once.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
