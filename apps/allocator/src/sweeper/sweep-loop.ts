export interface SweepLoopOptions {
  /** Does what is due and answers how much; ends early, between pages, once `isStopping` says so. */
  readonly sweep: (isStopping: () => boolean) => Promise<number>;
  readonly everyMs: number;
  /** Told of a sweep that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

/** Sweeps again and again, one sweep at a time, so long after the end of the last. */
export class SweepLoop {
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<number> | null = null;
  private stopping = false;

  constructor(private readonly options: SweepLoopOptions) {}

  start(): void {
    this.timer = setTimeout(() => void this.tick(), this.options.everyMs);
  }

  /** Ends after the page in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.sweeping?.catch(this.options.onError);
  }

  /** Resolves when all that was due before this call is done, with how much this sweep did. */
  async sweep(): Promise<number> {
    await this.sweeping?.catch(this.options.onError);
    this.sweeping ??= this.options.sweep(() => this.stopping).finally(() => (this.sweeping = null));
    return this.sweeping;
  }

  private async tick(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.options.onError(error);
    }
    if (!this.stopping) this.start();
  }
}
