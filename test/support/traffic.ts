/** What one request got. */
export interface Reply {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  readonly body: unknown;
}

/** What came back, over all clients of a test. */
export class Traffic {
  sent = 0;
  accepted = 0;
  refused = 0;
  /** 503 and 429, with a Retry-After. */
  unavailable = 0;
  /** Connections that could not be made, or broke before an answer. */
  broken = 0;
  /** Commands that took effect without an answer, as their repetition showed. */
  unheard = 0;
  /** Everything else that is no outcome: there must be none. */
  readonly wrong: Reply[] = [];
  private readonly waiters = new Set<() => void>();

  /** Counts a request without an outcome; null when its connection broke. */
  unanswered(reply: Reply | null): void {
    if (reply === null) this.broken++;
    else if (isUnavailable(reply)) this.unavailable++;
    else this.wrong.push(reply);
    for (const look of this.waiters) look();
  }

  /** Resolves when clients were told to wait, or cut off, this many times more. */
  more(count: number): Promise<void> {
    const turnedAway = (): number => this.unavailable + this.broken;
    const wanted = turnedAway() + count;
    return new Promise((resolve) => {
      const look = (): void => {
        if (turnedAway() < wanted) return;
        this.waiters.delete(look);
        resolve();
      };
      this.waiters.add(look);
    });
  }

  /** For a person to read. */
  told(): string {
    const { sent, accepted, refused, unavailable, broken, unheard } = this;
    const turnedAway = `${unavailable} told to wait, ${broken} cut off`;
    return `${sent} sent: ${accepted} accepted, ${refused} refused, ${turnedAway}, ${unheard} unheard`;
  }
}

function isUnavailable({ status, retryAfterSeconds }: Reply): boolean {
  return (status === 503 || status === 429) && retryAfterSeconds !== null && retryAfterSeconds > 0;
}
