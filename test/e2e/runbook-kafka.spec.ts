import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LagView } from '#contracts';
import { startBroker } from '../support/kafka-broker.js';
import type { Broker } from '../support/kafka-broker.js';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';
import { until } from '../support/until.js';

/** One evening on which Kafka goes away and comes back. */
const book = Runbook.open('runbook-kafka');
let broker: Broker;
let onCall: OnCall;
let bistro: BistroOnCall;

beforeAll(async () => {
  broker = await startBroker();
  const variables = { KAFKA_BROKERS: broker.brokers, LOG_PARTITIONS: '4' };
  onCall = await OnCall.begin({ variables });
  bistro = await new BistroOnCall(onCall).open();
});
afterAll(async () => {
  await onCall.end();
  await broker.stop();
});

/** Events that are not in Kafka, as the service counts them; null: no relay has begun yet. */
async function unrelayed(): Promise<number | null> {
  const { body } = await onCall.request('GET', '/api/operator/lag', onCall.tokens.operator);
  return (body as LagView).readers.find(({ name }) => name === 'relay')?.events ?? null;
}

const BEHIND = /^relay: (\d+) events behind in 1 partitions, since 20\S+$/m;

describe('Kafka is away', () => {
  test('only the relay and its readers are behind; commands go on; health says why', async () => {
    await bistro.seated('T1');
    await until(async () => (await unrelayed()) === 0);
    await broker.kill();
    await bistro.seated('T1');

    const lag = await onCall.bash(book.take('A lost Kafka', 'allocator lag'));
    expect(lag.code).toBe(0);
    expect(lag.stdout).toMatch(BEHIND);
    expect((await onCall.bash(book.take('Relay lag', 'allocator lag'))).stdout).toMatch(BEHIND);
    const curl = book.take('Relay lag', 'curl');
    await until(async () => relayOf((await onCall.bash(curl)).stdout).detail.includes('retrying'));
    const step = book.take('A lost Kafka', '/health/ready');
    const { status, body } = await onCall.http(step, {}, '');
    expect(status).toBe(200);
    expect(relayOf(JSON.stringify(body)).status).toBe('degraded');
  });

  function relayOf(health: string): { status: string; detail: string } {
    type Health = { dependencies: { relay: { status: string; detail: string } } };
    return (JSON.parse(health) as Health).dependencies.relay;
  }
});

describe('Kafka is back', () => {
  test('the relay goes on by itself, until the topic and the log are the same', async () => {
    await broker.restart();
    await until(async () => (await unrelayed()) === 0);
    const [row] = await onCall.rows(book.take('A lost Kafka', 'select count(*)'));
    expect(row).toMatchObject({ relayed: '4', in_kafka: row!['in_the_log'] });
    const { code, stdout, stderr } = await onCall.bash(
      book.take('A lost Kafka', 'allocator verify'),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'verified: no differences\n' });
    expect(stderr).toContain(`${row!['in_the_log']} Kafka records`);
  });
});

describe('a process that died', () => {
  test('is started again, and has what was answered', async () => {
    const bookingId = await bistro.seated('T1');
    await onCall.stop('SIGKILL');
    await onCall.start();
    const path = `/api/bookings/${bookingId}`;
    expect((await onCall.request('GET', path, onCall.tokens.admin)).status).toBe(200);
    await until(async () => (await unrelayed()) === 0);
    const verified = await onCall.bash(book.take('A process that died', 'allocator verify'));
    expect(verified).toMatchObject({ code: 0, stdout: 'verified: no differences\n' });
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
