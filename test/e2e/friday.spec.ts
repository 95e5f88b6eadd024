import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { dataFile, readFriday, readVenue } from '../support/data-files.js';
import { ndjson, runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';

interface Tally {
  commands: number;
  duplicates: number;
  types: Record<
    string,
    { accepted: number; rejected: number; invalid: number; codes: Record<string, number> }
  >;
}
interface OutcomeLine {
  line: number;
  type: string;
  status: string;
  rejection?: { alternatives: unknown[] };
}

describe.each(['bistro', 'rooftop', 'brasserie'])(
  'the Friday of the %s, by the command line',
  (name) => {
    const venue = readVenue(`venues/${name}`);
    const bookings = readFriday(name);
    let allocator: TestAllocator;
    let directory: string;
    let file: string;
    let cli: (...args: string[]) => Promise<CliResult>;

    beforeAll(async () => {
      allocator = await startTestAllocator();
      directory = await mkdtemp(join(tmpdir(), 'friday-'));
      file = join(directory, `${name}.ndjson`);
      const commands = bookings.flatMap((data) => [
        { type: 'RegisterBooking', venueId: venue.venueId, data },
        { type: 'AssignBest', venueId: venue.venueId, data: { bookingId: data.bookingId } },
      ]);
      await writeFile(file, commands.map((command) => JSON.stringify(command)).join('\n'));
      const token = await allocator.token('admin');
      cli = (...args) => runCli([...args, '--url', allocator.url, '--token', token]);
    });
    afterAll(async () => {
      await allocator.stop();
      await rm(directory, { recursive: true });
    });

    const tallyOf = ({ stderr }: CliResult): Tally =>
      JSON.parse(stderr.trim().split('\n').at(-1)!) as Tally;

    test('is registered whole, and seated without an overlap; refusals say why and what instead', async () => {
      const floor = fileURLToPath(dataFile(`venues/${name}.venue.json`));
      const seeded = await cli('seed', floor);
      expect(seeded).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(venue.name) as unknown,
      });
      const emitted = await cli('emit', file, '--json');
      expect(emitted.code).toBe(0);
      const { types } = tallyOf(emitted);
      expect(types['RegisterBooking']).toMatchObject({
        accepted: bookings.length,
        rejected: 0,
        invalid: 0,
      });
      const { accepted: seated, rejected: refused, codes } = types['AssignBest']!;
      expect(seated + refused).toBe(bookings.length);
      expect(seated).toBeGreaterThan(bookings.length / 2);
      expect(Object.keys(codes).filter((code) => code !== 'NO_TABLES_FIT')).toEqual([]);
      const outcomes = ndjson<OutcomeLine>(emitted.stdout);
      expect(outcomes.map(({ line }) => line)).toEqual(outcomes.map((_, i) => i + 1));

      const { rows } = await allocator.database.pool.query<{ overlaps: number; seated: number }>(`
      select (select count(*) from allocations a join allocations b
               on a.resource_id = b.resource_id and a.id < b.id and a."window" && b."window") as overlaps,
             (select count(distinct booking_id) from allocations where not shadow) as seated`);
      expect(rows).toEqual([{ overlaps: 0, seated }]);
    });

    test('changes nothing when it is emitted again', async () => {
      const count = async (): Promise<unknown> =>
        (await allocator.database.pool.query('select count(*) as events from events')).rows;
      const before = await count();
      const again = tallyOf(await cli('emit', file, '--json'));
      expect(again.duplicates).toBe(again.commands);
      expect(await count()).toEqual(before);
    });
  },
);
