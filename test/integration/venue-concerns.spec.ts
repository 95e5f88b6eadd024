import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReadModel } from '#postgres';
import * as to from '../support/commands.js';
import { TABLES, idOf, instant } from '../support/floor-plan.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

const [later, evenLater] = ['2038-03-01T19:00:00.000Z', '2038-03-02T19:00:00.000Z'];

/** The floor plan without a table, or with one out of use. */
function changed(how: 'drop' | 'close', label: string) {
  const tables = TABLES.flatMap((table) => {
    if (table.label !== label) return [table];
    return how === 'drop' ? [] : [{ ...table, active: false }];
  });
  return to.configure({}, { tables, adjacencies: [], force: true, reason: 'it burnt' });
}

let venue: SqlVenue;
beforeAll(async () => {
  venue = await openSqlVenue();
  await venue.done(to.register('Past', { startsAt: instant('19:00') }));
  await venue.done(to.register('B1', { startsAt: later }));
  await venue.done(to.register('B2', { partySize: 4, startsAt: evenLater }));
  for (const name of ['Past', 'B1']) await venue.done(to.assign(name, 'T1'));
  await venue.done(to.assign('B2', ['T2', 'T3']));
});
afterAll(() => venue.close());

describe('a venue that changes under its bookings', () => {
  test('names those at a table that is closed, those of the past not', async () => {
    const { warnings } = await venue.done(changed('close', 'T1'));
    expect(warnings.map(({ code, details }) => [code, details!['bookingId']])).toEqual([
      ['TABLE_INACTIVE', idOf('B1')],
      ['NOT_ADJACENT', idOf('B2')],
    ]);
  });

  test('names those at a table that is dropped, who show its id from then on', async () => {
    const { warnings } = await venue.done(changed('drop', 'T2'));
    expect(warnings).toMatchObject([
      { code: 'TABLE_DROPPED', details: { bookingId: idOf('B2'), labels: ['T2', 'T3'] } },
    ]);
    const booking = await createReadModel(venue.database.pool, 4).findBooking(idOf('B2'), null);
    const labels = booking?.assignments.map(({ label }) => label).sort();
    expect(labels).toEqual([idOf('T2'), 'T3'].sort());
    expect(await venue.differences()).toEqual([]);
  });
});
