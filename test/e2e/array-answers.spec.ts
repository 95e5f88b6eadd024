import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { logPartitionOf } from '#contracts';
import type { CommandAnswer } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { Outsider } from '../support/outsider.js';
import { until } from '../support/until.js';

/** As the service has them when nobody says otherwise: log partitions, and lanes. */
const PARTITIONS = 32;
const LANES = 4;
let service: TestAllocator;
let outsider: Outsider;
beforeAll(async () => {
  service = await startTestAllocator();
  outsider = await Outsider.in(service.database);
});
afterAll(async () => {
  await outsider.end();
  await service.stop();
});

const partitionOf = (venueId: string): number => logPartitionOf(venueId, PARTITIONS);

/** A venue of the same lane as another's, and of another log partition. */
function besides(venueId: string): ReturnType<typeof bistro> {
  for (;;) {
    const venue = bistro();
    const partition = partitionOf(venue.venueId);
    const isOther = partition !== partitionOf(venueId);
    if (isOther && partition % LANES === partitionOf(venueId) % LANES) return venue;
  }
}

async function send(commands: readonly object[]): Promise<CommandAnswer[]> {
  const answer = await service.request('POST', '/api/commands', { body: commands });
  expect(answer.status).toBe(200);
  return answer.body as CommandAnswer[];
}

test('what cannot be answered now costs the others of an array nothing', async () => {
  const stuck = bistro();
  const free = besides(stuck.venueId);
  await send([stuck, free].map((venue) => envelope('ConfigureVenue', venue.venueId, venue)));
  const to = ({ venueId }: { venueId: string }) =>
    envelope('RegisterBooking', venueId, wish(randomUUID()));
  const first = to(stuck);
  const commands = [first, to(free), to(stuck), { no: 'command' }, to(free)];

  await outsider.lockPartition(partitionOf(stuck.venueId));
  const answers = await send(commands);
  expect(answers.map(({ status }) => status)).toEqual([
    'unavailable',
    'accepted',
    'unavailable',
    'invalid',
    'accepted',
  ]);
  const [unanswered] = answers;
  expect(unanswered).toEqual({
    commandId: first.commandId,
    status: 'unavailable',
    code: 'LOG_UNAVAILABLE',
    retryAfterSeconds: 1,
  });
  const alone = await service.request('POST', '/api/commands', { body: [first] });
  expect(alone).toMatchObject({ status: 503, body: { code: 'LOG_UNAVAILABLE' } });
  expect(alone.headers.get('retry-after')).toBe('1');
  const { body } = await service.request('GET', '/health/ready', { token: null });
  expect(body).toMatchObject({
    status: 'degraded',
    dependencies: {
      commands: {
        status: 'degraded',
        detail: expect.stringContaining(`log partition ${partitionOf(stuck.venueId)} `),
      },
    },
  });

  await outsider.rollback();
  const again = await send(commands);
  expect(again.map((answer) => answer.status === 'accepted' && answer.duplicate)).toEqual([
    false,
    true,
    false,
    false,
    true,
  ]);
  await until(async () => {
    const ready = await service.request('GET', '/health/ready', { token: null });
    return (ready.body as { status: string }).status === 'ready';
  });
});
