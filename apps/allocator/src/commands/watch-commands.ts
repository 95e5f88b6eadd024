import { WriteProbe } from '#postgres';
import type { ClockLook, Experience, ProbeReading, ProcessReadings } from '#postgres';
import type { Probe } from '../health/readiness.js';

/** Looks in a row that have to fail before this process says that it cannot serve. */
const FAILED_LOOKS_MAX = 2;

/** How long an answer says that the next command will have one. */
const NEWS_MS = 5_000;

const TELL_EVERY_MS = 5_000;

export interface CommandsWatchOptions {
  readonly databaseUrl: string;
  readonly experience: Experience;
  /** Tells the others; what fails is told again with the next. */
  readonly tell: (readings: ProcessReadings) => Promise<void>;
  readonly everyMs?: number;
  readonly onClock?: (look: ClockLook) => void;
}

/**
 * Whether this process can do what its callers are promised: a probe goes the way of a command,
 * and what commands themselves experience counts for more than the probe.
 */
export class CommandsWatch {
  private readonly probe: WriteProbe;
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> | null = null;

  constructor(private readonly options: CommandsWatchOptions) {
    this.probe = new WriteProbe(options);
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.probe.start();
    this.timer = setInterval(() => void this.tell(), TELL_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.probe.stop(), this.telling]);
  }

  /** Commands are answered at all, of this process. */
  get isServing(): boolean {
    const { error } = this.probe.reading();
    return error === null && !this.options.experience.unanswered()?.isEverything;
  }

  /** For how long some commands have had no answer, or would have none, in seconds; 0: all have. */
  get unansweredSeconds(): number {
    const experienced = this.options.experience.unanswered()?.seconds ?? 0;
    return Math.max(experienced, this.probe.reading().failedSeconds);
  }

  readiness(): Probe {
    const { experience } = this.options;
    const { answeredMs } = experience;
    const answeredAgoMs = answeredMs === null ? Infinity : performance.now() - answeredMs;
    return commandsProbe(this.probe.reading(), experience.unanswered(), answeredAgoMs);
  }

  private tell(): Promise<void> {
    const readings = { commands_unanswered: this.unansweredSeconds };
    this.telling ??= this.options
      .tell(readings)
      .catch(() => undefined)
      .finally(() => (this.telling = null));
    return this.telling;
  }
}

/** What probe and experience mean together. Pure. */
export function commandsProbe(
  { error, failedLooks }: ProbeReading,
  unanswered: ReturnType<Experience['unanswered']>,
  answeredAgoMs: number,
): Probe {
  // A command that was answered is the better witness, for as long as its answer is news.
  const isAnswered = answeredAgoMs <= NEWS_MS;
  if (error !== null) {
    const detail = `commands cannot be stored: ${error.message}`;
    const isDown = failedLooks >= FAILED_LOOKS_MAX && !isAnswered;
    return { status: isDown ? 'down' : 'degraded', detail };
  }
  if (unanswered === null) return { status: 'up' };
  const { partitions, seconds, isEverything, message } = unanswered;
  const which = `log partition${partitions.length > 1 ? 's' : ''} ${partitions.join(', ')}`;
  const detail = `commands of ${which} have had no answer for ${Math.round(seconds)} s: ${message}`;
  return { status: isEverything && !isAnswered ? 'down' : 'degraded', detail };
}
