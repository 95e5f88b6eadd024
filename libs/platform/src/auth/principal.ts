export const TOKEN_ROLES = ['staff', 'operator', 'analyst', 'booking-system', 'admin'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** How long a token is good unless something else is said, and at most. */
export const TOKEN_HOURS_DEFAULT = 12;
export const TOKEN_HOURS_MAX = 366 * 24;

/** Who a token speaks for. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly TokenRole[];
  /** Ids of the venues it may act in and read; `*` is all. */
  readonly venues: '*' | readonly string[];
}
