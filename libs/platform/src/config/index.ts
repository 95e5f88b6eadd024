export { readConfig } from './config.js';
export type { AuthConfig, Config, FlagConfig, KafkaConfig, Variables } from './config.js';
export { ConfigError } from './config-error.js';
export type { ConfigProblem } from './config-error.js';
export { AUTH_SECRET_CHARACTERS_MIN, Environment, PROCESS_ROLES } from './environment.js';
export type { LogLevel, ProcessRole, SaslMechanism } from './environment.js';
