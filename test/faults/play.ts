import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createPool, verifyLog } from '#postgres';
import { COMMANDS_DLQ_TOPIC } from '#kafka';
import type { CommandOutcome } from '#contracts';
import { runCli } from '../support/run-cli.js';
import { recordsIn } from '../support/topic-collector.js';
import type { Fault } from './faults.js';
import { LOG_PARTITIONS } from './house.js';
import type { House, Process } from './house.js';
import { now } from './load.js';
import type { Load, Look, Try } from './load.js';

/** How long everything took to be well again after the fault's cause had ended, in milliseconds. */
export interface Played {
  readonly fault: string;
  readonly heldMs: number;
  /** Longest time meanwhile without an answer, of those that it does not strike; null: all are. */
  readonly othersMs: number | null;
  /** Every process answers commands of every venue. */
  readonly commandsMs: number;
  /** Every command that came by Kafka before has its reply. */
  readonly kafkaMs: number;
  /** Projections and the topic have all of the log. */
  readonly readersMs: number;
  /** Every process says plainly that it is ready. */
  readonly readyMs: number;
  /** What the readiness of each process went through. */
  readonly said: readonly string[];
  /** What must not be, a sentence each. */
  readonly wrong: readonly string[];
}

const LOOK_MS = 50;
/** Commands that fail for so long must be known to readiness, whose own look may be 2 s old. */
const UNNOTICED_MS_MAX = 8_000;

/** Inflicts a fault for so long, ends its cause, and waits until all is well. */
export async function play(
  house: House,
  load: Load,
  fault: Fault,
  heldMs: number,
): Promise<Played> {
  const begunMs = now();
  const mend = await fault.inflict(house);
  await delay(heldMs);
  await mend();
  const mendedMs = now();
  const [commandsMs, kafkaMs] = await Promise.all([
    since(mendedMs, () => load.isAnswered(mendedMs)),
    since(mendedMs, () => ![...load.awaited.values()].some((atMs) => atMs < mendedMs)),
  ]);
  const readersMs = await since(mendedMs, () => areWhole(house, load));
  const readyMs = await since(mendedMs, () => areReady(house, load, mendedMs));
  const looks = load.looks.filter(({ atMs }) => atMs >= begunMs);
  const tries = load.tries.filter(({ endedMs }) => endedMs >= begunMs);
  const said = house.processes.map(({ name }) =>
    toldOf(looks.filter((look) => look.process === name)),
  );
  const wrong = [
    ...wrongAnswers(tries),
    ...house.processes.flatMap(({ name }) => {
      const ofIt = (each: { readonly process: string }): boolean => each.process === name;
      return wrongLooks(looks.filter(ofIt), load.tries.filter(ofIt));
    }),
  ];
  const othersMs = longestWaitMs(fault, tries, mendedMs);
  const { name } = fault;
  return { fault: name, heldMs, othersMs, commandsMs, kafkaMs, readersMs, readyMs, said, wrong };
}

/** What must hold after all faults, whatever they were. Answers what does not, a sentence each. */
export async function wrongInTheEnd(house: House, load: Load): Promise<string[]> {
  const wrong: string[] = [];
  const pool = createPool(house.databaseUrl);
  try {
    const { differences } = await verifyLog({ pool, partitions: LOG_PARTITIONS });
    wrong.push(...differences.map((difference) => `verify: ${JSON.stringify(difference)}`));
    const parked = await pool.query<{ n: number }>('select count(*)::int n from parked_events');
    if (parked.rows[0]!.n > 0) wrong.push(`${parked.rows[0]!.n} events are parked`);
  } finally {
    await pool.end();
  }
  const [process] = house.processes;
  const verified = await runCli(['verify'], { env: { DATABASE_URL: house.databaseUrl } });
  if (verified.code !== 0) wrong.push(`allocator verify: ${verified.stdout}${verified.stderr}`);
  const dead = await recordsIn([house.brokers], COMMANDS_DLQ_TOPIC);
  if (dead > 0) wrong.push(`${dead} good commands are in the dead letters`);
  for (const { commandId, outcome } of load.answered) {
    const again = await load.ask(process!, `/api/commands/${commandId}`);
    if (!isSame(again?.body as CommandOutcome, outcome)) {
      wrong.push(`command ${commandId} was answered with ${JSON.stringify(outcome)} and then with
        ${JSON.stringify(again)}`);
    }
  }
  for (const [commandId, [first, ...others]] of load.replies) {
    if (others.some((other) => !isSame(other, first!))) {
      wrong.push(`command ${commandId} has different replies`);
    }
  }
  return wrong;
}

async function since(fromMs: number, isSo: () => boolean | Promise<boolean>): Promise<number> {
  while (!(await isSo())) await delay(LOOK_MS);
  return now() - fromMs;
}

async function areWhole(house: House, load: Load): Promise<boolean> {
  const answer = await load.ask(house.processes[1]!, '/api/operator/lag');
  if (answer?.status !== 200) return false;
  const { readers } = answer.body as { readers: { events: number; seconds: number }[] };
  // Load goes on, so a little is always under way.
  return readers.length > 0 && readers.every(({ seconds }) => seconds < 2);
}

function areReady({ processes }: House, { looks }: Load, fromMs: number): boolean {
  return processes.every((process: Process) => {
    const last = looks.findLast((look) => look.process === process.name && look.atMs > fromMs);
    return last?.word === 'ready';
  });
}

function wrongAnswers(tries: readonly Try[]): string[] {
  const told = (status: number | null): boolean =>
    status === null || status === 200 || status === 409 || status === 422 || status === 503;
  const others = tries.flatMap(({ status }) => (told(status) ? [] : [status]));
  return [...new Set(others)].map((status) => `commands were answered ${status}`);
}

/** Each state once, as it came: `A ready, 503 not ready (commands)`. */
function toldOf(looks: readonly Look[]): string {
  const states = looks.map(({ status, word, of }) => {
    return word === 'ready' ? word : `${status ?? 'no'} ${word} (${of.join(', ')})`;
  });
  const changes = states.filter((state, i) => state !== states[i - 1]);
  return `${looks[0]?.process}: ${[...new Set(changes)].join(', ')}`;
}

/** Readiness of one process, against what its callers experienced. */
function wrongLooks(looks: readonly Look[], tries: readonly Try[]): string[] {
  const wrong: string[] = [];
  const answered = tries.filter(isAnswered);
  // Of a process that is not there, nothing was experienced.
  let thereSinceMs = -Infinity;
  for (const { process, atMs, status, word, reasons } of looks) {
    if (status === null) thereSinceMs = atMs;
    const ended = answered.filter(({ endedMs }) => endedMs <= atMs);
    const lastMs = Math.max(thereSinceMs, ...ended.map(({ endedMs }) => endedMs));
    const isTried = tries.some(({ sentMs, endedMs }) => sentMs < atMs && endedMs > lastMs);
    if (word === 'ready' && isTried && atMs - lastMs > UNNOTICED_MS_MAX) {
      wrong.push(
        `${process} said ready, when none was answered for ${Math.round(atMs - lastMs)} ms`,
      );
    }
    const around = ended.filter(({ sentMs }) => sentMs > atMs - 2_000);
    if (status === 503 && around.length > 2) {
      wrong.push(`${process} said 503 while commands were answered: ${word}: ${reasons}`);
    }
  }
  return [...new Set(wrong)];
}

/** Longest time in which one of them had no answer, of those that the fault does not strike. */
function longestWaitMs({ strikes }: Fault, tries: readonly Try[], untilMs: number): number | null {
  if (strikes === 'all') return null;
  const isOther = ({ process, partition }: Try): boolean => {
    if (strikes === 'A') return process !== 'A';
    return strikes !== 'one partition' || partition !== 0;
  };
  const others = tries.filter((each) => isOther(each) && isAnswered(each));
  const last = new Map<string, number>();
  let longestMs = 0;
  for (const { process, partition, endedMs } of others) {
    if (endedMs > untilMs) break;
    const caller = `${process} ${partition}`;
    longestMs = Math.max(longestMs, endedMs - (last.get(caller) ?? endedMs));
    last.set(caller, endedMs);
  }
  return longestMs;
}

function isAnswered({ status }: Try): boolean {
  return status !== null && status < 500;
}

function isSame(a: CommandOutcome | undefined, b: CommandOutcome): boolean {
  return isDeepStrictEqual({ ...a, duplicate: null }, { ...b, duplicate: null });
}
