import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { TOKEN_HOURS_DEFAULT, TOKEN_HOURS_MAX, TOKEN_ROLES } from './principal.js';
import type { Principal, TokenRole } from './principal.js';
import { TokenError } from './token-error.js';

export interface TokenVerifier {
  /** The principal of a good token; a {@link TokenError} for any other. */
  verify(token: string): Promise<Principal>;
}

export interface TokenIssuer {
  /** A token for `principal`, good for `hours` (default 12, at most a year). */
  issue(principal: Principal, hours?: number): Promise<string>;
}

/** Audience of every token we accept, and issuer of those we make. */
const PARTY = 'allocator';
/** A public key must never be taken for a shared secret, so HS256 is not among these. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];
const CLOCK_TOLERANCE_S = 5;
const VENUES_MAX = 1_000;

/** Signs and verifies with one shared secret (HS256). */
export function tokensBySecret(secret: string): TokenIssuer & TokenVerifier {
  const key = new TextEncoder().encode(secret);
  return {
    verify: (token) => verifyWith(token, () => key, { algorithms: ['HS256'], issuer: PARTY }),
    issue({ subject, roles, venues }, hours = TOKEN_HOURS_DEFAULT) {
      const bounded = Math.min(hours, TOKEN_HOURS_MAX);
      return new SignJWT({ roles: [...roles], venues: venues === '*' ? venues : [...venues] })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(subject)
        .setIssuer(PARTY)
        .setAudience(PARTY)
        .setIssuedAt()
        .setExpirationTime(`${Math.ceil(bounded * 3600)}s`)
        .sign(key);
    },
  };
}

/**
 * Verifies tokens that an identity provider signs with the keys it publishes at `url`. Whoever has
 * those keys is the issuer, by whatever name; the audience must be us.
 */
export function tokensByKeyServer(url: string): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5_000,
    cooldownDuration: 10_000,
  });
  return { verify: (token) => verifyWith(token, keys, { algorithms: ASYMMETRIC }) };
}

async function verifyWith(
  token: string,
  key: JWTVerifyGetKey | (() => Uint8Array),
  rules: { readonly algorithms: readonly string[]; readonly issuer?: string },
): Promise<Principal> {
  try {
    const { payload } = await jwtVerify(token, key as JWTVerifyGetKey, {
      ...rules,
      algorithms: [...rules.algorithms],
      audience: PARTY,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    return principalOf(payload);
  } catch (error) {
    throw verdictOf(error);
  }
}

function principalOf({ sub, roles, venues }: JWTPayload): Principal {
  const known = (role: unknown): role is TokenRole => TOKEN_ROLES.includes(role as TokenRole);
  const isId = (id: unknown): id is string => typeof id === 'string';
  if (sub === undefined || sub === '')
    throw new TokenError('TOKEN_INVALID', 'The token has no sub.');
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every(known)) {
    throw new TokenError(
      'TOKEN_INVALID',
      `The token's roles must be out of ${TOKEN_ROLES.join(', ')}.`,
    );
  }
  if (venues === '*') return { subject: sub, roles, venues };
  if (!Array.isArray(venues) || venues.length > VENUES_MAX || !venues.every(isId)) {
    throw new TokenError(
      'TOKEN_INVALID',
      'The token\'s venues must be "*" or a list of venue ids.',
    );
  }
  return { subject: sub, roles, venues: venues.map((id) => id.toLowerCase()) };
}

function verdictOf(error: unknown): unknown {
  if (error instanceof TokenError) return error;
  if (error instanceof errors.JWTExpired) {
    return new TokenError('TOKEN_EXPIRED', 'The token has expired: get a new one.', {
      cause: error,
    });
  }
  const keysAway = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (keysAway || !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC') {
    const message = 'The key server did not answer, so the token could not be verified.';
    return new TokenError('TOKEN_KEYS_UNAVAILABLE', message, { cause: error });
  }
  const message = 'The token is not valid: forged, malformed or of another issuer.';
  return new TokenError('TOKEN_INVALID', message, { cause: error });
}
