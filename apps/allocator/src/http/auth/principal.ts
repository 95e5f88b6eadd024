import type { Uuid } from '#contracts';
import type { Principal, TokenRole } from '#platform';
import { Problem } from '../problems/problem.js';

export function hasRole(principal: Principal, roles: readonly TokenRole[]): boolean {
  return principal.roles.some((role) => role === 'admin' || roles.includes(role));
}

export function hasVenue(principal: Principal, venueId: Uuid): boolean {
  return principal.venues === '*' || principal.venues.includes(venueId);
}

/** @throws a 403 {@link Problem} for a venue outside the token. */
export function requireVenue(principal: Principal, venueId: Uuid): void {
  if (!hasVenue(principal, venueId)) {
    throw new Problem(403, 'FORBIDDEN', `The token does not reach venue ${venueId}.`);
  }
}

/** @throws a 403 {@link Problem} for a token limited to some venues. */
export function requireEveryVenue(principal: Principal): void {
  if (principal.venues !== '*') {
    throw new Problem(403, 'FORBIDDEN', 'This needs a token for all venues; name one of its own.');
  }
}
