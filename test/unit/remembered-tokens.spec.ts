import { expect, test } from '@jest/globals';
import type { Principal } from '#platform';
import { tokensBySecret } from '#platform';
import { rememberedTokens } from '../../apps/allocator/src/http/auth/remembered-tokens.js';

const staff: Principal = { subject: 'ana', roles: ['staff'], venues: '*' };
const tokens = tokensBySecret('a secret for tests that nothing else knows');

/** A verifier on a clock of its own, and how often it had to look. */
function remembered() {
  let nowMs = Date.now();
  let looks = 0;
  const verify = (token: string): Promise<Principal> => {
    looks++;
    return tokens.verify(token);
  };
  return {
    verifier: rememberedTokens({ verify }, () => nowMs),
    looks: () => looks,
    pass: (ms: number) => (nowMs += ms),
  };
}

test('a good token is verified once a minute', async () => {
  const { verifier, looks, pass } = remembered();
  const token = await tokens.issue(staff);
  for (let i = 0; i < 3; i++) expect(await verifier.verify(token)).toEqual(staff);
  expect(looks()).toBe(1);
  pass(60_000);
  await verifier.verify(token);
  expect(looks()).toBe(2);
});

test('a token is not good past its end because it was remembered', async () => {
  const { verifier, looks, pass } = remembered();
  const token = await tokens.issue(staff, 10 / 3600);
  await verifier.verify(token);
  pass(11_000);
  await verifier.verify(token);
  expect(looks()).toBe(2);
});

test('a bad token is refused each time, beside a good one', async () => {
  const { verifier } = remembered();
  const token = await tokens.issue(staff);
  await verifier.verify(token);
  for (let i = 0; i < 2; i++) {
    await expect(verifier.verify(`${token}x`)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  }
});
