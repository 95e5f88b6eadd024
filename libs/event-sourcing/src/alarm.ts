/**
 * What a loop sleeps on. `wake` ends the sleep at once; a wake while nobody sleeps is remembered,
 * so that work announced during the last look is not missed.
 */
export class Alarm {
  private rung = false;
  private end: (() => void) | null = null;

  wake(): void {
    this.rung = true;
    this.end?.();
  }

  /** Resolves at the next wake, or after `timeoutMs`. One sleeper at a time. */
  async sleep(timeoutMs: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.end = null;
    this.rung = false;
  }
}

/**
 * Growing pauses between retries: doubled each time, up to a bound, short again after a success.
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly minMs: number,
    private readonly maxMs: number,
  ) {}

  nextMs(): number {
    return Math.min(this.maxMs, this.minMs * 2 ** Math.min(this.failures++, 30));
  }

  succeeded(): void {
    this.failures = 0;
  }
}

/**
 * Resolves with `task`, or after `timeoutMs` without it: a stop must not wait for a silent network.
 */
export async function atMost(timeoutMs: number, task: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([task, late]);
  clearTimeout(timer);
}
