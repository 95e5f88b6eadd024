import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../support/seeded-random.js';
import { FAULTS } from './faults.js';
import { House } from './house.js';
import { Load } from './load.js';
import { play, wrongInTheEnd } from './play.js';
import type { Played } from './play.js';

const HELP = `npm run chaos [-- options]: injects faults into real parts under load

  --seed N      a random sequence of faults, each for a random time; the same seed, the same one
  --faults N    how many of them; default 8
  --only TEXT   every fault whose name has the text, once
  --hold N      seconds that each lasts, without --seed; default 12
  --write FILE  writes the table of recovery times there
  --list        names the faults

Without a seed every fault comes once, in the order of the list.`;

const { values: asked } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string', default: '8' },
    only: { type: 'string' },
    hold: { type: 'string', default: '12' },
    write: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (asked.help) say(HELP);
else if (asked.list) for (const { name } of FAULTS) say(name);
else process.exitCode = (await run()) ? 0 : 1;

async function run(): Promise<boolean> {
  const sequence = chosen();
  say(`${sequence.length} faults${asked.seed === undefined ? '' : `, seed ${asked.seed}`}`);
  const house = await House.open();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void house.close().finally(() => process.exit(1)));
  }
  const all: Played[] = [];
  let wrong: string[];
  try {
    const load = new Load(house);
    await load.start();
    for (const { fault, heldMs } of sequence) {
      const played = await play(house, load, fault, heldMs);
      all.push(played);
      say(rowOf(played));
      for (const sentence of played.said) say(`    said: ${sentence}`);
      for (const sentence of played.wrong) say(`    WRONG: ${sentence}`);
    }
    await load.stop();
    say(`${load.answered.length} commands answered, ${load.replies.size} by Kafka`);
    wrong = await wrongInTheEnd(house, load);
    for (const sentence of wrong) say(`WRONG in the end: ${sentence}`);
  } finally {
    await house.close();
  }
  if (asked.write !== undefined) await writeFile(asked.write, tableOf(all));
  return wrong.length === 0 && all.every((played) => played.wrong.length === 0);
}

function chosen(): { fault: (typeof FAULTS)[number]; heldMs: number }[] {
  if (asked.seed === undefined) {
    const heldMs = Number(asked.hold) * 1_000;
    const named = FAULTS.filter(({ name }) => name.includes(asked.only ?? ''));
    return named.map((fault) => ({ fault, heldMs }));
  }
  const random = seededRandom(Number(asked.seed));
  return Array.from({ length: Number(asked.faults) }, () => {
    return { fault: random.pick(FAULTS), heldMs: 1_000 + random.int(14_000) };
  });
}

function tableOf(all: readonly Played[]): string {
  const head =
    '| fault | lasted | others waited | commands | commands by Kafka | readers | ready |';
  return [head, '| --- | --- | --- | --- | --- | --- | --- |', ...all.map(rowOf), ''].join('\n');
}

function rowOf({
  fault,
  heldMs,
  othersMs,
  commandsMs,
  kafkaMs,
  readersMs,
  readyMs,
}: Played): string {
  const seconds = (ms: number | null): string =>
    ms === null ? '' : `${(ms / 1_000).toFixed(1)} s`;
  const cells = [heldMs, othersMs, commandsMs, kafkaMs, readersMs, readyMs].map(seconds);
  return `| ${fault} | ${cells.join(' | ')} |`;
}
