import type { ActorKind } from '#contracts';

export type Role = 'staff' | 'operator' | 'analyst' | 'booking-system' | 'admin';

/** What a token says about its bearer. Whether it is genuine only the service can tell. */
export interface Claims {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly venues: '*' | readonly string[];
  /** In ms; null: it says no end. */
  readonly expiresAtMs: number | null;
}

/** The claims of a JWT, or null when the text is none. */
export function readToken(token: string): Claims | null {
  const part = token.split('.')[1];
  if (part === undefined || token.split('.').length !== 3) return null;
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const { sub, roles, venues, exp } = said;
    return {
      subject: typeof sub === 'string' ? sub : 'nobody',
      roles: Array.isArray(roles) ? (roles as Role[]) : [],
      venues: Array.isArray(venues) ? (venues as string[]) : venues === '*' ? '*' : [],
      expiresAtMs: typeof exp === 'number' ? exp * 1_000 : null,
    };
  } catch {
    return null;
  }
}

/** As whom the service records what this bearer does. */
export function actorKindOf({ roles }: Claims): ActorKind {
  if (roles.includes('admin') || roles.includes('operator')) return 'operator';
  return roles.includes('staff') ? 'staff' : 'booking-system';
}
