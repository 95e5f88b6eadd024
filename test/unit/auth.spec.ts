import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuth, tokensBySecret } from '#platform';
import type { Principal } from '#platform';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from '@jest/globals';

const SECRET = 's'.repeat(32);
const staff: Principal = {
  subject: 'maria',
  roles: ['staff'],
  venues: ['b518af06-e9b9-5752-baf5-6629e4acf1d3'],
};

function token(claims: Record<string, unknown>, exp = '1h'): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('allocator')
    .setAudience('allocator')
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(SECRET));
}

describe('tokens by a secret', () => {
  const tokens = tokensBySecret(SECRET);

  test('say of their bearer what was put into them', async () => {
    expect(await tokens.verify(await tokens.issue(staff))).toEqual(staff);
    const admin: Principal = { subject: 'root', roles: ['admin', 'analyst'], venues: '*' };
    expect(await tokens.verify(await tokens.issue(admin))).toEqual(admin);
  });

  test('end after twelve hours unless told otherwise, and a year at most', async () => {
    const lifeHours = async (hours?: number): Promise<number> => {
      const [, payload] = (await tokens.issue(staff, hours)).split('.');
      const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as {
        iat: number;
        exp: number;
      };
      return (claims.exp - claims.iat) / 3600;
    };
    expect(await lifeHours()).toBe(12);
    expect(await lifeHours(1)).toBe(1);
    expect(await lifeHours(1_000_000)).toBe(366 * 24);
  });

  test('of another secret, and forged or broken ones, are invalid', async () => {
    const foreign = await tokensBySecret('t'.repeat(32)).issue(staff);
    const good = await tokens.issue(staff);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`;
    for (const bad of [foreign, unsigned, `${good}x`, 'x', '', 'a.b.c']) {
      await expect(tokens.verify(bad)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  test('that lack a claim or say nonsense are invalid', async () => {
    const base = { sub: 'x', roles: ['staff'], venues: '*' };
    expect(await tokens.verify(await token(base))).toMatchObject({ subject: 'x' });
    const wrong = [
      { ...base, sub: undefined },
      { ...base, roles: [] },
      { ...base, roles: 'admin' },
      { ...base, roles: ['admin', 'cook'] },
      { ...base, venues: undefined },
      { ...base, venues: 'all' },
      { ...base, venues: [1] },
      { ...base, iss: 'somebody' },
      { ...base, aud: 'something' },
    ];
    for (const claims of wrong) {
      const { iss, aud, ...rest } = claims as Record<string, unknown>;
      const forged = new SignJWT(rest).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h');
      forged.setIssuer((iss as string) ?? 'allocator').setAudience((aud as string) ?? 'allocator');
      const signed = await forged.sign(new TextEncoder().encode(SECRET));
      await expect(tokens.verify(signed)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  test('that have expired say so', async () => {
    const expired = await token({ sub: 'x', roles: ['staff'], venues: '*' }, '-1h');
    await expect(tokens.verify(expired)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});

describe('tokens by a secret of our own', () => {
  test('are good in every process on the data directory, and only the owner reads the secret', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'auth-'));
    const config = { dataDir, auth: { jwksUrl: null, secret: null } };
    const [one, two] = await Promise.all([openAuth(config), openAuth(config)]);
    expect(await two.verifier.verify(await one.issuer.issue(staff))).toEqual(staff);
    expect((await stat(join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, 'auth-secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    await rm(dataDir, { recursive: true });
  });
});

describe('tokens by a key server', () => {
  test('are verified by its keys, not issued here, and not refused while it is away', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const server = createServer((_request, response) =>
      response.end(JSON.stringify({ keys: [jwk] })),
    );
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const config = { dataDir: '/nonexistent', auth: { jwksUrl, secret: null } };
    const sign = (): Promise<string> =>
      new SignJWT({ roles: ['staff'], venues: '*' })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('idp-user')
        .setIssuer('https://id.example.com')
        .setAudience('allocator')
        .setExpirationTime('1h')
        .sign(privateKey);

    const { verifier, issuer } = await openAuth(config);
    expect(await verifier.verify(await sign())).toMatchObject({ subject: 'idp-user' });
    await expect(issuer.issue(staff)).rejects.toMatchObject({ code: 'TOKEN_NOT_OURS_TO_ISSUE' });
    // A token signed with the public key as a shared secret is the oldest trick there is.
    const confused = await tokensBySecret(JSON.stringify(jwk)).issue(staff);
    await expect(verifier.verify(confused)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });

    server.closeAllConnections();
    await new Promise((down) => server.close(down));
    const fresh = await openAuth(config);
    await expect(fresh.verifier.verify(await sign())).rejects.toMatchObject({
      code: 'TOKEN_KEYS_UNAVAILABLE',
    });
  });
});
