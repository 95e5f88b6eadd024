import { expect } from '@jest/globals';
import * as to from './commands.js';
import { idOf, instant } from './floor-plan.js';
import { runCli } from './run-cli.js';
import { openSqlVenue } from './sql-venue.js';
import type { SqlVenue } from './sql-venue.js';

/** What `allocator backfill --json` says. */
export interface Report {
  readonly rowsFound: number;
  readonly rowsImported: number;
  readonly bookingsImported: number;
  readonly rowsLeftOut: number;
  readonly leftOut: readonly { code: string; details: { bookingId: string | null } }[];
  readonly conflictsObserved: number;
  readonly conflicts: readonly { bookingId: string; blockers: readonly { bookingId: string }[] }[];
}

/** A house that takes over older assignments: a booking, one that is over, one that has T5. */
export async function openOlderHouse(): Promise<SqlVenue> {
  const venue = await openSqlVenue();
  for (const name of ['B1', 'Gone']) await venue.done(to.register(name));
  await venue.done(to.setStatus('Gone', 'completed'));
  await venue.done(to.register('Live'));
  await venue.done(to.assign('Live', 'T5', { start: instant('19:00'), end: instant('21:00') }));
  return venue;
}

/** What is done in it; the house itself is another in every test. */
export function olderHouse(at: () => SqlVenue) {
  /** A row as the predecessor left it: no event, no claim. */
  const row = (booking: string, table: string, start: string, end: string, by = 'maria') =>
    at().database.pool.query(
      `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [idOf(booking), idOf(table), to.configure().venueId, instant(start), instant(end), by],
    );
  const cli = async (...args: string[]) => {
    const env = { DATABASE_URL: at().database.databaseUrl };
    const told = await runCli(['backfill', ...args], { env });
    expect(told).toMatchObject({ code: 0, stderr: '' });
    return told.stdout;
  };
  const report = async (...args: string[]) => JSON.parse(await cli('--json', ...args)) as Report;
  const count = async (where: string) => {
    const text = `select count(*)::integer as n from ${where}`;
    return (await at().database.pool.query<{ n: number }>(text)).rows[0]!.n;
  };

  /** Whether `allocator verify` finds nothing different. */
  const verified = async () => {
    const env = { DATABASE_URL: at().database.databaseUrl };
    const { stdout } = await runCli(['verify', '--json'], { env });
    return (JSON.parse(stdout) as { ok: boolean }).ok;
  };

  return { row, cli, report, count, verified };
}
