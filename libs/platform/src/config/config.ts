import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { ConfigError } from './config-error.js';
import type { ConfigProblem } from './config-error.js';
import { ALERT_LIMIT_SHAPE, Environment } from './environment.js';
import type { KafkaCompression, LogLevel, ProcessRole, SaslMechanism } from './environment.js';
import { unknownVariables } from './unknown-variables.js';

/** How this process was asked to run: checked, complete and frozen. */
export interface Config {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: start the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null: the in-process transport. */
  readonly kafka: KafkaConfig | null;
  readonly roles: readonly ProcessRole[];
  /** Of a database that has none yet; afterwards the database's own number holds. */
  readonly logPartitions: number;
  readonly lanes: number;
  /** Commands in one transaction at most. */
  readonly batchMax: number;
  readonly auth: AuthConfig;
  readonly logLevel: LogLevel;
  /** What the flags are until an operator flips them. */
  readonly flags: FlagConfig;
  /** By the alert's name, instead of its defaults. */
  readonly alertLimits: { readonly [name: string]: AlertLimitConfig };
  readonly otlpEndpoint: string | null;
}

/** An alert fires when its value was above `threshold` for `forSeconds`. */
export interface AlertLimitConfig {
  readonly threshold: number;
  readonly forSeconds: number;
}

export interface KafkaConfig {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** In front of every topic and consumer group. */
  readonly topicPrefix: string;
  /** Of what we send. */
  readonly compression: KafkaCompression;
  readonly ssl: boolean;
  readonly sasl: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  } | null;
}

/** One of both at most; with neither, a secret is made under `DATA_DIR`. */
export interface AuthConfig {
  readonly jwksUrl: string | null;
  readonly secret: string | null;
}

export interface FlagConfig {
  readonly FEATURE_ALLOCATIONS_DUAL_WRITE: boolean;
  readonly FEATURE_RPC_ASSIGN_ATOMIC: boolean;
  readonly FEATURE_ASSIGN_ATOMIC: boolean;
  readonly FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: boolean;
  readonly FEATURE_ALLOCATOR_MERGES_ENABLED: boolean;
}

/** What the operating system hands over: a value, or nothing. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment, once, at the start. An empty value counts as absent. Fails with a
 * {@link ConfigError} that names every variable that is unknown or wrong, and the way out.
 *
 * @param variables tests pass their own; otherwise those of the process
 * @param defaults stand in for variables that are absent, as the quick start needs
 */
export function readConfig(
  variables: Variables = process.env,
  defaults: Partial<Record<keyof Environment, string>> = {},
): Config {
  const given = { ...defaults, ...present(variables) };
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const problems = [
    ...unknownVariables(Object.keys(given), Object.keys(new Environment())),
    ...validateSync(environment).map(problemOf),
    ...contradictions(environment),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return freeze(environment);
}

function present(variables: Variables): Record<string, string> {
  const entries = Object.entries(variables).map(
    ([name, value]) => [name, value?.trim() ?? ''] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function problemOf(error: ValidationError): ConfigProblem {
  const [said = 'is not valid'] = Object.values(error.constraints ?? {});
  const secret = /SECRET|PASSWORD|DATABASE_URL/.test(error.property);
  const value = secret ? '' : `, not ${JSON.stringify(error.value)}`;
  return { variable: error.property, message: `${error.property} ${said}${value}` };
}

/** What no single variable can be blamed for alone. */
function contradictions(environment: Environment): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (environment.AUTH_JWKS_URL !== undefined && environment.AUTH_SECRET !== undefined) {
    const message = 'AUTH_SECRET and AUTH_JWKS_URL exclude each other: unset one of them';
    problems.push({ variable: 'AUTH_SECRET', message });
  }
  const sasl = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
  const missing = sasl.filter((name) => environment[name] === undefined);
  if (missing.length > 0 && missing.length < sasl.length) {
    for (const variable of missing) {
      const others = sasl.filter((name) => name !== variable).join(' and ');
      problems.push({ variable, message: `${variable} is missing: it goes with ${others}` });
    }
  }
  return problems;
}

function freeze(environment: Environment): Config {
  return deepFreeze({
    port: environment.PORT,
    host: environment.HOST,
    dataDir: resolve(environment.DATA_DIR),
    databaseUrl: environment.DATABASE_URL ?? null,
    kafka: kafkaOf(environment),
    roles: environment.ROLES,
    logPartitions: environment.LOG_PARTITIONS,
    lanes: environment.LANES,
    batchMax: environment.BATCH_MAX,
    auth: { jwksUrl: environment.AUTH_JWKS_URL ?? null, secret: environment.AUTH_SECRET ?? null },
    logLevel: environment.LOG_LEVEL,
    flags: {
      FEATURE_ALLOCATIONS_DUAL_WRITE: environment.FEATURE_ALLOCATIONS_DUAL_WRITE,
      FEATURE_RPC_ASSIGN_ATOMIC: environment.FEATURE_RPC_ASSIGN_ATOMIC,
      FEATURE_ASSIGN_ATOMIC: environment.FEATURE_ASSIGN_ATOMIC,
      FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: environment.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY,
      FEATURE_ALLOCATOR_MERGES_ENABLED: environment.FEATURE_ALLOCATOR_MERGES_ENABLED,
    },
    alertLimits: Object.fromEntries((environment.ALERT_LIMITS ?? []).map(alertLimitOf)),
    otlpEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  });
}

function alertLimitOf(text: string): [string, AlertLimitConfig] {
  const [, name, threshold, forSeconds] = ALERT_LIMIT_SHAPE.exec(text)!;
  return [name!, { threshold: Number(threshold), forSeconds: Number(forSeconds) }];
}

function kafkaOf(environment: Environment): KafkaConfig | null {
  if (environment.KAFKA_BROKERS === undefined) return null;
  const { KAFKA_SASL_MECHANISM: mechanism } = environment;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = environment;
  const complete = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    brokers: environment.KAFKA_BROKERS,
    topicPrefix: environment.KAFKA_TOPIC_PREFIX,
    compression: environment.KAFKA_COMPRESSION,
    ssl: environment.KAFKA_SSL,
    sasl: complete ? { mechanism, username, password } : null,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
