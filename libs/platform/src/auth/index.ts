export { openAuth } from './auth.js';
export type { Auth } from './auth.js';
export { TOKEN_HOURS_DEFAULT, TOKEN_HOURS_MAX, TOKEN_ROLES } from './principal.js';
export type { Principal, TokenRole } from './principal.js';
export { TokenError } from './token-error.js';
export type { TokenErrorCode } from './token-error.js';
export { tokensByKeyServer, tokensBySecret } from './tokens.js';
export type { TokenIssuer, TokenVerifier } from './tokens.js';
