import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '#allocation';
import {
  Coverage,
  Floor,
  decide,
  evolve,
  findAlternatives,
  isEnforcing,
  withAlternatives,
} from '#allocation';
import type { Command, CommandOutcome, Flags } from '#contracts';
import { logPartitionOf } from '#contracts';
import { verifyLog } from '#postgres';
import fc from 'fast-check';
import { quickSteps } from '../support/arbitraries.js';
import type { TestDatabase } from '../support/database.js';
import { rowsOf } from '../support/floor-picture.js';
import { ENFORCING, OBSERVING, VENUE_ID } from '../support/floor-plan.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';
import { answeredAt, writtenEvents, writtenRows } from '../support/written-rows.js';
import { EVERY_CLOCK } from '../support/clocks.js';

type Sending = 'one by one' | 'all at once';

let database: TestDatabase;
beforeAll(async () => {
  database = await createLogDatabase();
});
afterAll(() => database.drop());

/** Sends commands through the real write path into an empty database. */
async function send(commands: readonly Command[], sending: Sending, flags: Flags) {
  await emptyDatabase(database.pool);
  const writePath = writePathOn(database, { flags, batchMax: 32, queueMax: 1_000 });
  const submitAll = async (): Promise<CommandOutcome[]> => {
    if (sending === 'all at once') {
      return Promise.all(commands.map((command) => writePath.submit(command)));
    }
    const outcomes: CommandOutcome[] = [];
    for (const command of commands) outcomes.push(await writePath.submit(command));
    return outcomes;
  };
  try {
    const outcomes = await submitAll();
    const rows = await writtenRows(database.pool, VENUE_ID);
    return { outcomes, rows, repeated: await submitAll() };
  } finally {
    await writePath.drain();
  }
}

/** What the pure domain answers to the same commands at the times at which they were answered. */
async function replayed(commands: readonly Command[], flags: Flags) {
  const times = await answeredAt(database.pool);
  const written = await writtenEvents(database.pool);
  const floor = new Floor(
    VENUE_ID,
    logPartitionOf(VENUE_ID, PARTITIONS),
    flags,
    Coverage.everything(),
    EVERY_CLOCK,
  );
  const answers = commands.map((command) => {
    const now = times.get(command.commandId)!;
    const events = written.get(command.commandId) ?? [];
    const decision = withAlternativesOf(floor, command, decide(floor, command, now), now);
    if (decision.kind === 'accepted') {
      decision.events.forEach((event, i) => {
        const { actor, commandId } = command;
        const seq = events[i]?.seq ?? 0;
        evolve(floor, { ...event, seq, recordedAt: now, actor, commandId });
      });
    }
    return { command, decision, events, contextVersion: floor.contextVersion };
  });
  return { floor, answers };
}

function withAlternativesOf(
  floor: Floor,
  command: Command,
  decision: Decision,
  now: string,
): Decision {
  if (decision.kind === 'accepted' || !decision.wish || !floor.venue) return decision;
  const enforcing = isEnforcing(floor.flags, command.route);
  const found = findAlternatives(floor, floor.venue, decision.wish, now, enforcing);
  return withAlternatives(decision, found);
}

/** As JSON carries it, without what the domain cannot know: how long a search took. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (key === 'elapsedMicros' ? undefined : member)),
  );
}

async function compare(sending: Sending, commands: readonly Command[], flags: Flags) {
  const { outcomes, rows, repeated } = await send(commands, sending, flags);
  const { floor, answers } = await replayed(commands, flags);
  answers.forEach(({ command, decision, events, contextVersion }, i) => {
    const outcome = outcomes[i]!;
    const about = { command };
    expect({ about, contextVersion: outcome.contextVersion }).toEqual({ about, contextVersion });
    expect({ about, status: outcome.status }).toEqual({ about, status: decision.kind });
    expect(outcome.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    const facts = events.map(({ type, data }) => ({ type, data }));
    if (decision.kind === 'accepted') {
      expect({ about, facts: plain(facts) }).toEqual({ about, facts: plain(decision.events) });
      expect(plain(outcome.warnings)).toEqual(plain(decision.warnings));
      return;
    }
    expect(facts).toMatchObject([
      { type: 'CommandRejected', data: { rejection: plain(outcome.rejection) } },
    ]);
    // Alternatives are sought when the batch ends: the same instant only for a batch of one.
    const strip = (rejection: object | undefined) =>
      plain(sending === 'one by one' ? rejection : { ...rejection, alternatives: [] });
    expect({ about, no: strip(outcome.rejection) }).toEqual({
      about,
      no: strip(decision.rejection),
    });
  });
  expect(rows).toEqual(plain(rowsOf(floor)));
  expect(repeated).toEqual(plain(outcomes.map((outcome) => ({ ...outcome, duplicate: true }))));
  expect(await writtenRows(database.pool, VENUE_ID)).toEqual(rows);
  const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
  expect(differences).toEqual([]);
}

describe('the write path does what the domain decides', () => {
  const flagSets = fc.constantFrom(ENFORCING, ENFORCING, OBSERVING);
  for (const sending of ['one by one', 'all at once'] as const) {
    test(`for any commands, sent ${sending}, and their repeats`, async () => {
      await fc.assert(
        fc.asyncProperty(quickSteps(50), flagSets, (plays, flags) =>
          compare(
            sending,
            plays.map((play) => play.command),
            flags,
          ),
        ),
        // A failure is told as it is found: to shrink it would take longer than the test may.
        { numRuns: 15, endOnFailure: true },
      );
    });
  }
});
