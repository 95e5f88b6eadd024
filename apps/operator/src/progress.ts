import { Presets, SingleBar } from 'cli-progress';

export interface Counter {
  readonly update: (done: number, total: number) => void;
  readonly end: () => void;
}

/** A bar over a known count of things for a person at a terminal; nothing for anybody else. */
export function openCounter(what: string): Counter {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  const format = `{bar} {percentage}% | {value} of {total} ${what} | {eta_formatted} left`;
  const options = { format, stream: process.stderr, clearOnComplete: true };
  const bar = new SingleBar(options, Presets.shades_classic);
  bar.start(0, 0);
  return {
    update: (done, total) => {
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
