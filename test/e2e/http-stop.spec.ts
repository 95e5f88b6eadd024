import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';

const CLIENTS = 16;

describe('a stop under load', () => {
  test('answers what was accepted, refuses the rest with 503, and loses nothing', async () => {
    const service = await startTestAllocator();
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const accepted: string[] = [];
    const refused: { status: number; retryAfter: string | null; code: unknown }[] = [];
    let firstAnswers: () => void = () => undefined;
    const underLoad = new Promise<void>((resolve) => (firstAnswers = resolve));

    const client = async (): Promise<void> => {
      for (;;) {
        const command = envelope('RegisterBooking', venue.venueId, wish(randomUUID()));
        // A closed port is an end like any other: that command was not taken.
        const answer = await service
          .request('POST', '/api/commands', { body: command })
          .catch(() => null);
        if (answer?.status !== 200) {
          if (answer === null) return;
          const { code } = answer.body as { code: unknown };
          const retryAfter = answer.headers.get('retry-after');
          refused.push({ status: answer.status, retryAfter, code });
          return;
        }
        accepted.push(command.commandId);
        if (accepted.length === 5 * CLIENTS) firstAnswers();
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await underLoad;
    await service.allocator.stop();
    await Promise.all(clients);

    expect(refused.filter(({ status }) => status !== 503)).toEqual([]);
    expect(
      refused.filter(({ code, retryAfter }) => code === 'STOPPING' && retryAfter === null),
    ).toEqual([]);
    const { rows } = await service.database.pool.query<{ command_id: string }>(
      "select command_id from commands where type = 'RegisterBooking'",
    );
    expect(rows.map((row) => row.command_id).sort()).toEqual(accepted.sort());
    await service.stop();
  });
});

describe('lapsed holds', () => {
  test('get their HoldExpired from the sweeper, each once', async () => {
    const service = await startTestAllocator();
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const holdId = randomUUID();
    const hold = envelope('HoldTables', venue.venueId, {
      holdId,
      tableIds: [venue.tables[0]!.id],
      window: { start: '2027-03-12T19:30', end: '2027-03-12T21:00' },
    });
    expect((await service.request('POST', '/api/commands', { body: hold })).status).toBe(200);
    const client = await service.database.pool.connect();
    try {
      // Told by the log itself: the sweeper's batch notifies whoever listens.
      await client.query('listen allocator_log');
      const swept = new Promise((resolve) => client.once('notification', resolve));
      await client.query("set session_replication_role = 'replica'");
      await client.query("update table_holds set expires_at = clock_timestamp() - interval '1 s'");
      await swept;
    } finally {
      client.release(true);
    }
    const events = await service.request('GET', '/api/events?types=HoldExpired');
    const lines = (events.body as string).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { actor: { kind: 'system', id: 'holds.sweeper' }, data: { holdId } },
    ]);
    await service.stop();
  });
});
