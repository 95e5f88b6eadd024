import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Venue } from '#allocation';
import type { Command, CommandOutcome, Uuid } from '#contracts';
import { GLOBAL_VENUE_ID, logPartitionOf } from '#contracts';
import type { WritePath } from '#postgres';
import { Batch } from '../../libs/postgres/src/write-path/batch.js';
import { BatchSession } from '../../libs/postgres/src/write-path/batch-session.js';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { ENFORCING, VENUE_ID, from, idOf, table } from '../support/floor-plan.js';
import { expectWholeLog } from '../support/log-proof.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';
import { CalendarStore } from '#postgres';

let database: TestDatabase;
let writePath: WritePath;

beforeAll(async () => {
  database = await createLogDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  writePath = writePathOn(database);
});
afterEach(async () => {
  await writePath.drain();
  await expectWholeLog(database.pool, PARTITIONS);
  await emptyDatabase(database.pool);
});

function submitAll(commands: readonly Command[]): Promise<CommandOutcome[]> {
  return Promise.all(commands.map((command) => writePath.submit(command)));
}

/** A second venue in another lane. */
const ELSEWHERE = Array.from({ length: 50 }, (_, i) => `venue ${i}`).find((name) => {
  const { venueId } = to.inVenue(to.configure(), name);
  return logPartitionOf(venueId, PARTITIONS) % 2 !== logPartitionOf(VENUE_ID, PARTITIONS) % 2;
})!;

/** A command about this venue's things, sent to the other venue. */
function misdirected(command: Command): Command {
  const { venueId } = to.inVenue(command, ELSEWHERE);
  return to.sent(command, { venueId });
}

describe('a command id', () => {
  test('takes effect once, and its repeat hears the same', async () => {
    const [, , first] = await submitAll([to.configure(), to.register('B1'), to.assign('B1', 'T1')]);
    const again = await writePath.submit(to.assign('B1', 'T1'));
    expect(again).toEqual({ ...first, duplicate: true });
    const [twice, thrice] = await submitAll([to.assign('B1', 'T2'), to.assign('B1', 'T2')]);
    expect(twice).toMatchObject({ status: 'accepted', duplicate: false });
    expect(thrice).toEqual({ ...twice, duplicate: true });
  });

  test('of a swap that is sent twice swaps once', async () => {
    await submitAll([to.configure(), to.register('B1'), to.register('B2')]);
    await submitAll([to.assign('B1', 'T1'), to.assign('B2', 'T2')]);
    await submitAll([to.swap('B1', 'B2'), to.swap('B1', 'B2')]);
    await writePath.submit(to.swap('B1', 'B2'));
    const { rows } = await database.pool.query<{ table: Uuid }>(
      'select table_id as table from booking_table_assignments where booking_id = $1',
      [idOf('B1')],
    );
    expect(rows).toEqual([{ table: idOf('T2') }]);
  });

  test('of a refusal keeps refusing, with its reasons', async () => {
    await submitAll([to.configure(), to.register('B1'), to.register('B2'), to.assign('B1', 'T1')]);
    const refused = await writePath.submit(to.assign('B2', 'T1'));
    expect(refused).toMatchObject({ status: 'rejected', rejection: { code: 'TABLE_CONFLICT' } });
    await writePath.submit(to.unassign('B1'));
    expect(await writePath.submit(to.assign('B2', 'T1'))).toEqual({ ...refused, duplicate: true });
  });

  test('with another content is refused, whatever the difference', async () => {
    const first = to.assign('B1', 'T1');
    const { commandId } = first;
    await submitAll([to.configure(), to.register('B1'), first]);
    const others: Command[] = [
      { ...to.assign('B1', 'T1', from('19:00', '20:00')), commandId },
      { ...to.assign('B1', 'T2'), commandId },
      { ...to.unassign('B1'), commandId },
      { ...to.inVenue(first, ELSEWHERE), commandId },
    ];
    for (const outcome of await submitAll(others)) {
      expect(outcome).toMatchObject({
        duplicate: false,
        rejection: { code: 'IDEMPOTENCY_MISMATCH' },
      });
    }
    const last = await writePath.submit({ ...to.unpin('B1'), commandId });
    expect(last).toMatchObject({ rejection: { code: 'IDEMPOTENCY_MISMATCH' } });
    expect(await writePath.submit(first)).toMatchObject({ status: 'accepted', duplicate: true });
  });

  test('sent to two venues at once takes effect in one of them', async () => {
    const here = to.configure();
    const there = { ...to.inVenue(here, ELSEWHERE), commandId: here.commandId };
    const outcomes = await submitAll([here, there]);
    expect(outcomes.map((outcome) => outcome.rejection?.code ?? 'done').sort()).toEqual([
      'IDEMPOTENCY_MISMATCH',
      'done',
    ]);
  });
});

describe('an id that another venue uses', () => {
  const taking: readonly (readonly [string, readonly Command[], Command])[] = [
    ['booking', [], to.register('B1')],
    ['hold', [], to.hold('H1', null, 'T1', { window: from('19:00', '20:00') })],
    ['block', [], to.block('K1', 'T1', from('19:00', '20:00'))],
    [
      'released hold',
      [to.hold('H1', null, 'T1', { window: from('19:00', '20:00') }), to.release('H1')],
      to.hold('H1', null, 'T1', { window: from('19:00', '20:00') }),
    ],
  ];
  for (const [what, setup, command] of taking) {
    test(`for a ${what} is taken`, async () => {
      const used = setup.length > 0 ? setup : [command];
      await submitAll([to.configure(), to.inVenue(to.configure(), ELSEWHERE), ...used]);
      const refused = await writePath.submit(misdirected(command));
      // The other venue has other tables, which is no reason to look further.
      expect(refused.rejection?.code).toBe('ID_TAKEN');
    });
  }

  test('is a booking that is not found there', async () => {
    await submitAll([to.configure(), to.inVenue(to.configure(), ELSEWHERE), to.register('B1')]);
    for (const command of [to.assign('B1', 'T1'), to.setStatus('B1', 'cancelled'), to.pin('B1')]) {
      const refused = await writePath.submit(misdirected(command));
      expect(refused.rejection?.code).toBe('BOOKING_NOT_FOUND');
    }
  });

  test('goes to one of two venues that register it at the same moment', async () => {
    await submitAll([to.configure(), to.inVenue(to.configure(), ELSEWHERE)]);
    const here = Array.from({ length: 10 }, (_, i) => to.register(`B${i}`));
    const outcomes = await submitAll(here.flatMap((command) => [command, misdirected(command)]));
    for (let i = 0; i < outcomes.length; i += 2) {
      const pair = outcomes.slice(i, i + 2).map((outcome) => outcome.rejection?.code ?? 'done');
      expect(pair.sort()).toEqual(['ID_TAKEN', 'done']);
    }
  });
});

describe('what is read for a batch', () => {
  test('a merge is seen by whoever wants any of its tables', async () => {
    await submitAll([to.configure(), to.register('B1', { partySize: 4 }), to.register('B2')]);
    await writePath.submit(to.assign('B1', ['T1', 'T2']));
    for (const wanted of ['T1', 'T2']) {
      const refused = await writePath.submit(to.assign('B2', wanted));
      expect(refused.rejection).toMatchObject({
        code: 'TABLE_CONFLICT',
        blockers: [{ label: wanted, bookingId: idOf('B1') }],
      });
    }
  });

  test('a short booking inside a long one is in its way', async () => {
    await submitAll([to.configure(), to.register('B1'), to.register('B2')]);
    await writePath.submit(to.assign('B1', 'T1', from('20:00', '20:15')));
    const refused = await writePath.submit(to.assign('B2', 'T1', from('18:00', '23:00')));
    expect(refused.rejection?.code).toBe('TABLE_CONFLICT');
  });

  test('a booking may follow another to the minute', async () => {
    await submitAll([to.configure(), to.register('B1'), to.register('B2')]);
    await writePath.submit(to.assign('B1', 'T1', from('19:00', '20:00')));
    const after = await writePath.submit(to.assign('B2', 'T1', from('20:00', '21:00')));
    expect(after.status).toBe('accepted');
  });

  test('two venues may have the same table, and do not meet on it', async () => {
    const there = misdirected(to.configure({}, { venueId: misdirected(to.configure()).venueId }));
    await submitAll([to.configure(), there, to.register('B1'), misdirected(to.register('C1'))]);
    const outcomes = await submitAll([to.assign('B1', 'T1'), misdirected(to.assign('C1', 'T1'))]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['accepted', 'accepted']);
  });

  test('a venue that another lane forgets meanwhile is not forgotten here', async () => {
    await submitAll([to.configure(), to.register('B1')]);
    const knownVenues = new Map<Uuid, Venue>();
    const context = {
      knownVenues,
      partitionOf: (venueId: Uuid) => logPartitionOf(venueId, PARTITIONS),
      flagDefaults: ENFORCING,
      calendar: new CalendarStore(database.pool),
    };
    const session = new BatchSession({
      databaseUrl: database.databaseUrl,
      name: 'a lane',
      lockTimeoutMs: 1_000,
      flightMsMax: 5_000,
    });
    try {
      await new Batch(session, [to.assign('B1', 'T1')], context).run();
      const open = session.open.bind(session);
      session.open = async (...args) => {
        const opened = await open(...args);
        knownVenues.clear();
        return opened;
      };
      const [outcome] = await new Batch(session, [to.move('B1', 'T2')], context).run();
      expect(outcome!.status).toBe('accepted');
    } finally {
      await session.close();
    }
  });
});

describe('what would work instead', () => {
  test('is told to each for himself: what one booking has is no alternative for another', async () => {
    const tables = [table('A', 2), table('B', 2)];
    await submitAll([
      to.configure({}, { tables, adjacencies: [] }),
      // What is past is offered to nobody, so this lies ahead for as long as there are tests.
      ...['B1', 'B2', 'B3'].map((name) =>
        to.register(name, { startsAt: '2038-11-26T19:00:00.000Z' }),
      ),
      to.assign('B1', 'A'),
      to.assign('B2', 'B'),
    ]);
    const [mover, other] = await submitAll([to.move('B2', 'A'), to.assign('B3', 'A')]);
    const told = (outcome: CommandOutcome | undefined) =>
      outcome!.rejection!.alternatives.map(
        ({ tables: [first], window }) => `${first!.label} ${window.start.slice(11, 16)}`,
      );
    // Its own table a little sooner or later is free to the mover alone.
    expect(told(mover)).toEqual(['B 18:45', 'B 19:15', 'B 18:30']);
    expect(told(other)).toEqual(['A 21:00']);
  });
});

describe('a flag', () => {
  test('set for all venues binds the next batch of each', async () => {
    await submitAll([to.configure(), to.register('B1', { partySize: 4 })]);
    const off = to.sent(
      to.command('SetFlag', {
        flag: 'FEATURE_ALLOCATOR_MERGES_ENABLED',
        value: false,
        scope: 'global',
        reason: 'a trial',
      }),
      { venueId: GLOBAL_VENUE_ID },
    );
    expect(await writePath.submit(off)).toMatchObject({ status: 'accepted' });
    const refused = await writePath.submit(to.assign('B1', ['T1', 'T2']));
    expect(refused.rejection?.code).toBe('MERGES_DISABLED');
    await writePath.submit(to.flip('FEATURE_ALLOCATOR_MERGES_ENABLED', true));
    const allowed = await writePath.submit(to.move('B1', ['T1', 'T2']));
    expect(allowed.status).toBe('accepted');
  });
});
