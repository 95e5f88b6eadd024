/** What the run's global setup has started, ended by its teardown, which Jest runs in one process. */
interface Part {
  stop(): Promise<void>;
}

/** Longest an interrupted run waits for its parts. */
const END_MS_MAX = 10_000;

// Jest loads setup and teardown as separate modules: only the process is common to both.
const registry = globalThis as typeof globalThis & { allocatorTestParts?: Promise<Part>[] };

/** Remembers a part from the moment it begins to start, so that it ends whatever happens. */
export function holdPart<P extends Part>(starting: Promise<P>): Promise<P> {
  if (registry.allocatorTestParts === undefined) {
    registry.allocatorTestParts = [];
    for (const [name, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.once(name, () => {
        // What is still starting may never have started; every part ends when its parent does.
        setTimeout(() => process.exit(code), END_MS_MAX);
        void endParts().finally(() => process.exit(code));
      });
    }
  }
  registry.allocatorTestParts.push(starting);
  return starting;
}

/** Stops everything that was started or is still starting. */
export async function endParts(): Promise<void> {
  const started = await Promise.allSettled(registry.allocatorTestParts?.splice(0) ?? []);
  const parts = started.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  await Promise.all(parts.map((part) => part.stop()));
}
