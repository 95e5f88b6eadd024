import { ConfigError, PROCESS_ROLES, readConfig } from '#platform';
import type { Variables } from '#platform';
import { FLAG_DEFAULTS } from '#contracts';
import { describe, expect, test } from '@jest/globals';

function problems(variables: Variables): { variable: string; message: string }[] {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems];
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('of an empty environment is complete, and its flags are the defaults of the contracts', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      kafka: null,
      roles: PROCESS_ROLES,
      logPartitions: 32,
      lanes: 4,
      batchMax: 256,
      auth: { jwksUrl: null, secret: null },
      logLevel: 'info',
    });
    expect(config.dataDir).toMatch(/^\/.*\/data$/);
    expect(config.flags).toEqual(FLAG_DEFAULTS);
  });

  test('takes what is given, and an empty value for none', () => {
    const config = readConfig({
      PORT: '0',
      DATABASE_URL: 'postgres://u:p@db:5432/allocator',
      KAFKA_BROKERS: 'one:9092, two:9092',
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
      ROLES: 'api, commands',
      AUTH_SECRET: '',
      FEATURE_RPC_ASSIGN_ATOMIC: 'on',
      FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: 'false',
      ALERT_LIMITS: 'allocator.lock_contention=80:240, allocator.relay_lag=5:0',
    });
    expect(config.alertLimits).toEqual({
      'allocator.lock_contention': { threshold: 80, forSeconds: 240 },
      'allocator.relay_lag': { threshold: 5, forSeconds: 0 },
    });
    expect(config.kafka).toEqual({
      brokers: ['one:9092', 'two:9092'],
      topicPrefix: '',
      compression: 'none',
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    });
    expect(config.roles).toEqual(['api', 'commands']);
    expect(config.flags.FEATURE_RPC_ASSIGN_ATOMIC).toBe(true);
    expect(config.flags.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY).toBe(false);
    expect(config.databaseUrl).toBe('postgres://u:p@db:5432/allocator');
    expect(config.auth.secret).toBeNull();
  });

  test('prefers what is given to the defaults of the caller', () => {
    const defaults = { PORT: '4000', LANES: '2' };
    expect(readConfig({ PORT: '5000' }, defaults)).toMatchObject({ port: 5000, lanes: 2 });
  });

  test('is frozen through and through', () => {
    const config = readConfig({ KAFKA_BROKERS: 'one:9092' });
    expect(() => Object.assign(config.flags, { FEATURE_ASSIGN_ATOMIC: true })).toThrow(TypeError);
    expect(() => (config.kafka!.brokers as string[]).push('two:9092')).toThrow(TypeError);
  });

  test.each([
    ['PORT', '70000'],
    ['PORT', '3000x'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://x'],
    ['KAFKA_BROKERS', 'localhost'],
    ['KAFKA_BROKERS', 'a:1,,b:2'],
    ['KAFKA_SSL', 'yes'],
    ['KAFKA_TOPIC_PREFIX', 'a b'],
    ['ROLES', 'api,cook'],
    ['ROLES', 'api,api'],
    ['LOG_PARTITIONS', '0'],
    ['LANES', '1.5'],
    ['BATCH_MAX', '100000'],
    ['AUTH_JWKS_URL', 'not a url'],
    ['AUTH_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['FEATURE_ASSIGN_ATOMIC', 'TRUE?'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
    ['ALERT_LIMITS', 'allocator.lock_contention'],
    ['ALERT_LIMITS', 'allocator.lock_contention=50:180,allocator.lock_contention=51:180'],
  ])('refuses %s=%s, naming the variable once', (variable, value) => {
    const found = problems({ [variable]: value });
    expect(found).toHaveLength(1);
    expect(found[0]!.variable).toBe(variable);
    expect(found[0]!.message).toMatch(new RegExp(`^${variable} \\w+`));
  });

  test('names every problem at once', () => {
    const found = problems({ PORT: 'x', LANES: 'y', LOG_LEVEL: 'z' });
    expect(found.map(({ variable }) => variable).sort()).toEqual(['LANES', 'LOG_LEVEL', 'PORT']);
  });

  test('never repeats a secret', () => {
    for (const variable of ['AUTH_SECRET', 'DATABASE_URL']) {
      expect(problems({ [variable]: 'hunter2' })[0]!.message).not.toContain('hunter2');
    }
  });

  test.each([
    ['FEATURE_ASSIGN_ATOMICS', 'FEATURE_ASSIGN_ATOMIC'],
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['AUTH_SECRT', 'AUTH_SECRET'],
  ])('takes %s for a slip of %s', (variable, meant) => {
    expect(problems({ [variable]: 'x' })).toEqual([
      { variable, message: `${variable} is unknown: did you mean ${meant}?` },
    ]);
  });

  test('leaves the variables of others alone', () => {
    const theirs = {
      PATH: '/bin',
      KAFKA_SERVICE_HOST: '10.0.0.1',
      KAFKA_SERVICE_PORT_CLIENT: '9092',
      KAFKA_PORT: 'tcp://10.0.0.1:9092',
      KAFKA_PORT_9092_TCP_ADDR: '10.0.0.1',
      KAFKA_HEAP_OPTS: '-Xmx1g',
      AUTH_SERVICE_HOST: '10.0.0.2',
    };
    expect(problems(theirs)).toEqual([]);
  });

  test('refuses two sources of tokens, and half a SASL login', () => {
    const both = { AUTH_SECRET: 'x'.repeat(32), AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks' };
    expect(problems(both).map(({ variable }) => variable)).toEqual(['AUTH_SECRET']);
    expect(problems({ KAFKA_SASL_USERNAME: 'u' }).map(({ variable }) => variable)).toEqual([
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD',
    ]);
  });
});
