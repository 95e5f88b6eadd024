import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { verifyLog } from '#postgres';
import type { WritePath } from '#postgres';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { VENUE_ID, idOf } from '../support/floor-plan.js';
import { expectNoOverlaps } from '../support/log-proof.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';

let database: TestDatabase;
/** Two processes' worth: their commands meet in the database alone. */
let paths: readonly [WritePath, WritePath];
let number = 0;

beforeAll(async () => {
  database = await createLogDatabase();
  paths = [writePathOn(database), writePathOn(database)];
});
afterAll(async () => {
  await Promise.all(paths.map((path) => path.drain()));
  await database.drop();
});

/** Under an id of its own: the same wish in another round is another command. */
function ask(command: Command, path = 0): Promise<CommandOutcome> {
  return paths[path]!.submit(to.sent(command, { correlationId: String(number++) }));
}

async function past(...commands: readonly Command[]): Promise<void> {
  await emptyDatabase(database.pool);
  for (const command of [to.configure(), ...commands]) {
    expect(await ask(command)).toMatchObject({ status: 'accepted' });
  }
}

async function seats(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ booking_id: string; labels: string }>(
    `select a.booking_id, string_agg(t.label, ' ' order by t.label) as labels
       from booking_table_assignments a
       join tables t on t.id = a.table_id and t.venue_id = a.venue_id
      where a.venue_id = $1 group by 1`,
    [VENUE_ID],
  );
  const names = ['B1', 'B2', 'B3', 'B8', 'B9'];
  const named = (id: string) => names.find((name) => idOf(name) === id)!;
  return Object.fromEntries(rows.map(({ booking_id, labels }) => [named(booking_id), labels]));
}

async function expectSound(): Promise<void> {
  await expectNoOverlaps(database.pool);
  expect(await verifyLog({ pool: database.pool, partitions: PARTITIONS })).toMatchObject({
    differences: [],
  });
}

const seated = (name: string, label: string): Command[] => [
  to.register(name),
  to.assign(name, label),
];

describe('bookings that make room', () => {
  test('go in a ring, and the constraint on their tables has nothing to say', async () => {
    await past(
      ...seated('B1', 'T1'),
      ...seated('B2', 'T2'),
      ...seated('B3', 'T3'),
      to.register('B9', { partySize: 4 }),
    );
    const ring = to.repack('B9', 'T4', { B1: 'T2', B2: 'T3', B3: 'T1' });
    expect(await ask(ring)).toMatchObject({ status: 'accepted' });
    expect(await seats()).toEqual({ B1: 'T2', B2: 'T3', B3: 'T1', B9: 'T4' });
    await expectSound();
  });

  test('in a batch with what came before and comes after', async () => {
    await past(...seated('B1', 'T3'), to.register('B8'), to.register('B9', { partySize: 4 }));
    const outcomes = await Promise.all(
      [
        to.assign('B8', 'T2'),
        to.repack('B9', 'T3', { B1: 'T1' }),
        to.move('B9', 'F1'),
        to.repack('B8', 'T3', { B1: 'T2' }),
      ].map((command) => ask(command)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
    expect(await seats()).toEqual({ B1: 'T2', B8: 'T3', B9: 'F1' });
    await expectSound();
  });

  test('stay where they are when one of them cannot go', async () => {
    await past(
      ...seated('B1', 'T3'),
      ...seated('B2', 'T2'),
      ...seated('B3', 'T1'),
      to.register('B9', { partySize: 4 }),
    );
    const outcome = await ask(to.repack('B9', 'T3', { B1: 'F1', B2: 'T1' }));
    expect(outcome).toMatchObject({
      status: 'rejected',
      rejection: { code: 'TABLE_CONFLICT', blockers: [{ label: 'T1', bookingId: idOf('B3') }] },
    });
    expect(outcome.rejection!.alternatives).not.toEqual([]);
    expect(await seats()).toEqual({ B1: 'T3', B2: 'T2', B3: 'T1' });
    await expectSound();
  });

  test.each(Array.from({ length: 25 }, (_, round) => round))(
    'are moved by one of two who fight for the room with a third: whole or not at all (%i)',
    async (round) => {
      await past(
        ...seated('B1', 'T3'),
        to.register('B3'),
        to.register('B8', { partySize: 4 }),
        to.register('B9', { partySize: 4 }),
      );
      const rivals = [
        to.repack('B9', 'T3', { B1: 'T1' }),
        to.repack('B8', 'T3', { B1: 'T2' }),
        to.assign('B3', 'T1'),
      ];
      const order = [0, 1, 2].map((i) => (i + round) % 3);
      const outcomes = await Promise.all(order.map((i) => ask(rivals[i]!, i % 2)));
      const accepted = order.filter((_, at) => outcomes[at]!.status === 'accepted');
      const after = await seats();
      // Whoever was refused has nothing, and has moved nobody.
      const has = (i: number, name: string) =>
        expect(after[name] !== undefined).toBe(accepted.includes(i));
      has(0, 'B9');
      has(1, 'B8');
      has(2, 'B3');
      expect(accepted.filter((i) => i < 2)).toHaveLength(1);
      const expected = accepted.includes(0) ? 'T1' : 'T2';
      expect(after['B1']).toBe(expected);
      if (accepted.includes(2)) expect(after).toMatchObject({ B3: 'T1', B8: 'T3' });
      await expectSound();
    },
  );
});
