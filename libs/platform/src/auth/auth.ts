import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthConfig } from '../config/config.js';
import { TokenError } from './token-error.js';
import { tokensByKeyServer, tokensBySecret } from './tokens.js';
import type { TokenIssuer, TokenVerifier } from './tokens.js';

export interface Auth {
  readonly verifier: TokenVerifier;
  /** Rejects with `TOKEN_NOT_OURS_TO_ISSUE` where an identity provider issues. */
  readonly issuer: TokenIssuer;
}

/**
 * Tokens as the configuration wants them: by the keys of an identity provider, by a given secret,
 * or by a secret that is made once in `dataDir/auth-secret` (mode 0600).
 */
export async function openAuth(config: {
  readonly auth: AuthConfig;
  readonly dataDir: string;
}): Promise<Auth> {
  if (config.auth.jwksUrl !== null) {
    return { verifier: tokensByKeyServer(config.auth.jwksUrl), issuer: { issue: refuseToIssue } };
  }
  const tokens = tokensBySecret(config.auth.secret ?? (await ownSecret(config.dataDir)));
  return { verifier: tokens, issuer: tokens };
}

function refuseToIssue(): Promise<never> {
  return Promise.reject(
    new TokenError(
      'TOKEN_NOT_OURS_TO_ISSUE',
      'AUTH_JWKS_URL is set: tokens come from that identity provider, not from here.',
    ),
  );
}

async function ownSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'auth-secret');
  await mkdir(dataDir, { recursive: true });
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    // Linked, so that of many first starters one makes the secret and all read the same.
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}
