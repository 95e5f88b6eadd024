export const TOKEN_ROLES = ['staff', 'operator', 'analyst', 'booking-system', 'admin'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** Who a token speaks for. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly TokenRole[];
  /** Ids of the venues it may act in and read; `*` is all. */
  readonly venues: '*' | readonly string[];
}
