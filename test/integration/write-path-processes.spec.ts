import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandOutcome } from '#contracts';
import { verifyLog } from '#postgres';
import fc from 'fast-check';
import { quickSteps } from '../support/arbitraries.js';
import { inVenue } from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { expectNoOverlaps, expectWholeLog } from '../support/log-proof.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';

const VENUES = ['east', 'west', 'north'];

let database: TestDatabase;
beforeAll(async () => {
  database = await createLogDatabase();
});
afterAll(() => database.drop());

describe('two processes on one database', () => {
  test('answer each command alike, and write one whole log without overlaps', async () => {
    await fc.assert(
      fc.asyncProperty(quickSteps(40), async (plays) => {
        await emptyDatabase(database.pool);
        const commands = plays.flatMap(({ command }) =>
          VENUES.map((venue) => inVenue(command, venue)),
        );
        const processes = [
          writePathOn(database, { batchMax: 16, queueMax: 1_000 }),
          writePathOn(database, { batchMax: 5, queueMax: 1_000 }),
        ];
        let answers: CommandOutcome[][];
        try {
          // Every command is sent to both, at the same time and in the opposite order.
          answers = await Promise.all(
            processes.map(async (process, i) => {
              const order = i === 0 ? commands : [...commands].reverse();
              const outcomes = await Promise.all(order.map((command) => process.submit(command)));
              return i === 0 ? outcomes : outcomes.reverse();
            }),
          );
        } finally {
          await Promise.all(processes.map((process) => process.drain()));
        }
        commands.forEach((_, i) => {
          const [here, there] = [answers[0]![i]!, answers[1]![i]!];
          expect([here.duplicate, there.duplicate].sort()).toEqual([false, true]);
          expect({ ...here, duplicate: true }).toEqual({ ...there, duplicate: true });
        });
        await expectWholeLog(database.pool, PARTITIONS);
        await expectNoOverlaps(database.pool);
        const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
        expect(differences).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});
