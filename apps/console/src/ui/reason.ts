/** Longer reasons are refused: `LIMITS.reason` of the contracts, in characters. */
export const REASON_MAX = 500;
