import { stat } from 'node:fs/promises';
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  advance(bytes: number, commands: number): void;
  end(): void;
}

/** A bar over the bytes of `file` for a person at a terminal; nothing for anybody else. */
export async function openProgress(file: string): Promise<Progress> {
  if (!process.stderr.isTTY || file === '-')
    return { advance: () => undefined, end: () => undefined };
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  const format = '{bar} {percentage}% | {commands} commands | {duration_formatted}';
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(size, 0, { commands: 0 });
  return {
    advance: (bytes, commands) => bar.increment(Math.round(bytes), { commands }),
    end: () => bar.stop(),
  };
}
