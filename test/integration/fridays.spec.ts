import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WritePath, fixLogPartitions, verifyLog } from '#postgres';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { readVenue } from '../support/data-files.js';
import { enforcing } from '../support/enforcing.js';
import { FRIDAY_VENUES, fridayCommands } from '../support/friday-commands.js';
import type { FridayVenue } from '../support/friday-commands.js';
import { submitInOrder } from '../support/submit-in-order.js';

/** What a Friday comes to: whoever asked, in order, got the best that was left. */
interface Evening {
  readonly seated: number;
  readonly guests: number;
  /** Bookings seated at several tables. */
  readonly joined: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Parties refused, by size: what the evening had no room for. */
  readonly refusedSizes: Readonly<Record<string, number>>;
}

const EVENINGS: Readonly<Record<FridayVenue, Evening>> = {
  bistro: {
    seated: 32,
    guests: 100,
    joined: 3,
    refused: { NO_TABLES_FIT: 23 },
    refusedSizes: { 1: 1, 2: 10, 3: 2, 4: 5, 5: 1, 6: 2, 8: 2 },
  },
  rooftop: {
    seated: 65,
    guests: 207,
    joined: 10,
    refused: { NO_TABLES_FIT: 45 },
    refusedSizes: { 1: 3, 2: 15, 3: 4, 4: 13, 6: 6, 7: 2, 10: 1, 12: 1 },
  },
  brasserie: {
    seated: 137,
    guests: 463,
    joined: 6,
    refused: { NO_TABLES_FIT: 53 },
    refusedSizes: { 1: 4, 2: 29, 3: 8, 4: 7, 5: 2, 7: 1, 8: 1, 12: 1 },
  },
};

/** An evening as the log tells it. */
const EVENING = `
  with said as (select type, data from events where venue_id = $1),
  seated as (select data from said where type = 'TablesAssigned'),
  refused as (select data #>> '{rejection,code}' as code, data ->> 'partySize' as size
                from said where type = 'CommandRejected')
  select count(*) as seated, sum((data ->> 'partySize')::int) as guests,
         count(*) filter (where jsonb_array_length(data -> 'tables') > 1) as joined,
         (select coalesce(jsonb_object_agg(code, n), '{}')
            from (select code, count(*) as n from refused group by 1) codes) as refused,
         (select coalesce(jsonb_object_agg(size, n), '{}')
            from (select size, count(*) as n from refused group by 1) sizes) as "refusedSizes"
    from seated`;

describe('three full Fridays', () => {
  let database: TestDatabase;
  let partitions: number;
  let writePath: WritePath;

  beforeAll(async () => {
    database = await createDatabase();
    partitions = await fixLogPartitions(database.pool, 32);
    const { databaseUrl } = database;
    const flagDefaults = enforcing;
    writePath = new WritePath({ databaseUrl, partitions, lanes: 4, batchMax: 64, flagDefaults });
  });
  afterAll(async () => {
    await writePath.drain();
    await database.drop();
  });

  test.each(FRIDAY_VENUES)('the %s seats whom it always seated', async (venue) => {
    const asked = { all: 0 };
    await submitInOrder(writePath, fridayCommands(venue), 256, () => void asked.all++);
    const { venueId } = readVenue(`venues/${venue}`);
    const { rows } = await database.pool.query<Evening>(EVENING, [venueId]);
    const [evening] = rows;
    process.stdout.write(`${venue}: ${asked.all} commands, ${JSON.stringify(evening)}\n`);
    expect(evening).toEqual(EVENINGS[venue]);
  });

  test('and the log folds into what is in the tables', async () => {
    expect(await verifyLog({ pool: database.pool, partitions })).toMatchObject({
      venues: FRIDAY_VENUES.length,
      differences: [],
    });
  });
});
