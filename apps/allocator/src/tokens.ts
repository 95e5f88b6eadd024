/** Names under which Nest hands out what is made outside it. */
export const COMMANDS = Symbol('COMMANDS');
export const READ_MODEL = Symbol('READ_MODEL');
export const FLOOR_READER = Symbol('FLOOR_READER');
export const TOKEN_VERIFIER = Symbol('TOKEN_VERIFIER');
export const HEALTH = Symbol('HEALTH');
export const LOGGER = Symbol('LOGGER');
export const METRICS = Symbol('METRICS');
export const FLAG_ENVIRONMENT = Symbol('FLAG_ENVIRONMENT');
export const OPERATIONS = Symbol('OPERATIONS');
export const REPLAYS = Symbol('REPLAYS');
export const EVENT_TAILS = Symbol('EVENT_TAILS');
