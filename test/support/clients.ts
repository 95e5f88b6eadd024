import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandOutcome, Uuid } from '#contracts';
import { canonicalJson } from '#contracts';
import type pg from 'pg';
import type { CommandClient, SentCommand } from './command-client.js';
import type { ContendedFloor } from './contended-floor.js';
import { until } from './until.js';

export const CLIENTS = 32;
const READ_PAUSE_MS = 5;

/** What every command of a test was and got, by its id. */
export class Answers {
  readonly commands = new Map<string, SentCommand>();
  readonly outcomes = new Map<string, CommandOutcome>();
  private readonly waiters = new Set<() => void>();

  /** Sends one command until it is answered, and keeps the answer. */
  async settle(client: CommandClient, command: SentCommand): Promise<CommandOutcome> {
    this.commands.set(command.commandId, command);
    return this.keep(await client.settle(command));
  }

  /** @throws when the command was answered otherwise before. */
  keep(outcome: CommandOutcome): CommandOutcome {
    const first = { ...outcome, duplicate: false };
    const before = this.outcomes.get(outcome.commandId) ?? first;
    expect(first).toEqual(before);
    this.outcomes.set(outcome.commandId, before);
    for (const look of this.waiters) look();
    return outcome;
  }

  /** Resolves when this many more commands than now are answered. */
  more(count: number): Promise<void> {
    const wanted = this.outcomes.size + count;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.outcomes.size < wanted) return;
        this.waiters.delete(look);
        resolve();
      };
      this.waiters.add(look);
    });
  }

  /** Asks for every outcome again, and answers those that differ from what was answered. */
  async changed(client: CommandClient): Promise<string[]> {
    const ids = [...this.outcomes.keys()];
    const changed: string[] = [];
    const ask = async (): Promise<void> => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        const now = await client.outcomeOf(id);
        if (canonicalJson(now) !== canonicalJson(this.outcomes.get(id))) changed.push(id);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, ask));
    return changed;
  }
}

/** Registers the floor's venue and bookings. */
export async function open(
  floor: ContendedFloor,
  client: CommandClient,
  answers: Answers,
): Promise<void> {
  const [venue, ...bookings] = floor.opening();
  await answers.settle(client, venue!);
  await Promise.all(bookings.map((booking) => answers.settle(client, booking)));
}

/** Lets go of every hold, so that none lapses while somebody compares what the end was. */
export async function releaseHolds(
  pool: pg.Pool,
  client: CommandClient,
  answers: Answers,
): Promise<void> {
  const { rows } = await pool.query<{ holdId: Uuid; venueId: Uuid }>(
    'select id as "holdId", venue_id as "venueId" from table_holds',
  );
  const release = ({ holdId, venueId }: (typeof rows)[number]): Promise<CommandOutcome> =>
    answers.settle(client, {
      commandId: randomUUID(),
      type: 'ReleaseHold',
      venueId,
      data: { holdId, reason: 'it is over' },
    });
  await Promise.all(rows.map(release));
  // Those that had lapsed are the sweeper's.
  await until(async () => (await pool.query('select from table_holds')).rowCount === 0);
}

/** Asks for outcomes, known and unknown, until told to stop: readers are to be served or told to wait. */
export async function look(
  client: CommandClient,
  answers: Answers,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await client.read([...answers.outcomes.keys()].at(-1)!);
    await delay(READ_PAUSE_MS);
  }
}

/** Clients that send one command after another, each until it is answered, until told to stop. */
export async function fight(
  floor: ContendedFloor,
  client: CommandClient,
  answers: Answers,
  stop: AbortSignal,
  clients = CLIENTS,
): Promise<void> {
  const one = async (): Promise<void> => {
    while (!stop.aborted) await answers.settle(client, floor.next());
  };
  await Promise.all(Array.from({ length: clients }, one));
}
