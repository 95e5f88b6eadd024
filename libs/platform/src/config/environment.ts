import { Transform } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

export const PROCESS_ROLES = [
  'api',
  'commands',
  'relay',
  'projector',
  'sweeper',
  'alerts',
] as const;
/** What a process does; one process may do several. */
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** How records that we send are compressed; whatever others send is read. */
export const KAFKA_COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type KafkaCompression = (typeof KAFKA_COMPRESSIONS)[number];

/** A secret shorter than the digest of HS256 weakens it. */
export const AUTH_SECRET_CHARACTERS_MIN = 32;

/** An alert's name, above what it fires, and after how many seconds of it. */
export const ALERT_LIMIT_SHAPE = /^([a-z_.]{1,64})=(\d{1,9}):(\d{1,6})$/;

const SWITCH = { message: 'must be true or false' };
const POSTGRES_URL = {
  protocols: ['postgres', 'postgresql'],
  require_protocol: true,
  require_tld: false,
};
const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/**
 * Every environment variable we read, with what it must be and its default. The messages complete
 * the sentence `NAME …`.
 */
export class Environment {
  @Transform(whole)
  @IsInt(port())
  @Min(0, port())
  @Max(65_535, port())
  readonly PORT: number = 3000;

  @IsString()
  readonly HOST: string = '127.0.0.1';

  @IsString()
  readonly DATA_DIR: string = './data';

  @IsOptional()
  @IsUrl(POSTGRES_URL, {
    message: 'must be postgres://user:password@host:port/database; without it an embedded one runs',
  })
  readonly DATABASE_URL?: string;

  @IsOptional()
  @Transform(list)
  @ArrayMinSize(1)
  @Matches(/^[^\s:/]+:\d{1,5}$/, {
    each: true,
    message: 'must be host:port,host:port; without it events stay in the process',
  })
  readonly KAFKA_BROKERS?: string[];

  @Matches(/^[a-zA-Z0-9._-]{0,64}$/, { message: 'may hold up to 64 of a-z A-Z 0-9 . _ -' })
  readonly KAFKA_TOPIC_PREFIX: string = '';

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly KAFKA_SSL: boolean = false;

  @IsIn(KAFKA_COMPRESSIONS, { message: `must be one of ${KAFKA_COMPRESSIONS.join(', ')}` })
  readonly KAFKA_COMPRESSION: KafkaCompression = 'none';

  @IsOptional()
  @IsIn(SASL_MECHANISMS, { message: `must be one of ${SASL_MECHANISMS.join(', ')}` })
  readonly KAFKA_SASL_MECHANISM?: SaslMechanism;

  @IsOptional()
  @IsString()
  readonly KAFKA_SASL_USERNAME?: string;

  @IsOptional()
  @IsString()
  readonly KAFKA_SASL_PASSWORD?: string;

  @Transform(list)
  @ArrayMinSize(1)
  @ArrayUnique({ message: 'names a role twice' })
  @IsIn(PROCESS_ROLES, { each: true, message: `must be a list out of ${PROCESS_ROLES.join(',')}` })
  readonly ROLES: ProcessRole[] = [...PROCESS_ROLES];

  @Transform(whole)
  @IsInt(from(1, 1024))
  @Min(1, from(1, 1024))
  @Max(1024, from(1, 1024))
  readonly LOG_PARTITIONS: number = 32;

  @Transform(whole)
  @IsInt(from(1, 64))
  @Min(1, from(1, 64))
  @Max(64, from(1, 64))
  readonly LANES: number = 4;

  @Transform(whole)
  @IsInt(from(1, 1000))
  @Min(1, from(1, 1000))
  @Max(1000, from(1, 1000))
  readonly BATCH_MAX: number = 256;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'must be the http(s) address of a JWKS document' })
  readonly AUTH_JWKS_URL?: string;

  @IsOptional()
  @MinLength(AUTH_SECRET_CHARACTERS_MIN, {
    message: `must have at least ${AUTH_SECRET_CHARACTERS_MIN} characters (try: openssl rand -hex 32)`,
  })
  readonly AUTH_SECRET?: string;

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly LOG_LEVEL: LogLevel = 'info';

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly FEATURE_ALLOCATIONS_DUAL_WRITE: boolean = false;

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly FEATURE_RPC_ASSIGN_ATOMIC: boolean = false;

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly FEATURE_ASSIGN_ATOMIC: boolean = false;

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: boolean = true;

  @Transform(truth)
  @IsBoolean(SWITCH)
  readonly FEATURE_ALLOCATOR_MERGES_ENABLED: boolean = true;

  @IsOptional()
  @Transform(list)
  @ArrayUnique((limit: string) => limit.split('=')[0], { message: 'names an alert twice' })
  @Matches(ALERT_LIMIT_SHAPE, {
    each: true,
    message: 'must be name=threshold:seconds,… such as allocator.lock_contention=50:180',
  })
  readonly ALERT_LIMITS?: string[];

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'must be an http(s) address' })
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
}

/** A value that does not convert stays as it was written, for its check to refuse. */
function whole({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function truth({ value }: { value: unknown }): unknown {
  if (value === 'true' || value === '1' || value === 'on') return true;
  if (value === 'false' || value === '0' || value === 'off') return false;
  return value;
}

function list({ value }: { value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  return value.split(',').map((item) => item.trim());
}

function from(min: number, max: number): { message: string } {
  return { message: `must be a whole number from ${min} to ${max}` };
}

function port(): { message: string } {
  return { message: 'must be a port from 1 to 65535, or 0 for any free one' };
}
