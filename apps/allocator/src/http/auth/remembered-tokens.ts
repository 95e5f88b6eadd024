import type { Principal, TokenVerifier } from '#platform';

const TOKENS_MAX = 1_000;
/** How long a verdict holds; a key that is taken back is noticed after that. */
const REMEMBER_MS = 60_000;

/**
 * A verifier that remembers good tokens for a minute at most, and never past their own end: a
 * sender shows the same token with every request, and verifying costs more than reading a command.
 */
export function rememberedTokens(verifier: TokenVerifier, now = Date.now): TokenVerifier {
  const known = new Map<string, { readonly principal: Principal; readonly untilMs: number }>();
  return {
    async verify(token) {
      const found = known.get(token);
      if (found !== undefined && now() < found.untilMs) return found.principal;
      known.delete(token);
      const principal = await verifier.verify(token);
      // The first in is the first out: what is in use comes back at once.
      if (known.size >= TOKENS_MAX) known.delete(known.keys().next().value!);
      known.set(token, { principal, untilMs: Math.min(now() + REMEMBER_MS, endOf(token)) });
      return principal;
    },
  };
}

/** The `exp` of a token that has been verified, in ms. */
function endOf(token: string): number {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { exp: number }).exp * 1_000;
}
