/**
 * The switches operators flip at run time (see docs in `flags` of the README). What each does is
 * decided in `libs/allocation`; here are only names and the defaults of a production start.
 */
export const FLAG_DEFAULTS = {
  FEATURE_ALLOCATIONS_DUAL_WRITE: false,
  FEATURE_RPC_ASSIGN_ATOMIC: false,
  FEATURE_ASSIGN_ATOMIC: false,
  FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: true,
  FEATURE_ALLOCATOR_MERGES_ENABLED: true,
} as const;

export type FlagName = keyof typeof FLAG_DEFAULTS;
export type Flags = { readonly [flag in FlagName]: boolean };
export const FLAG_NAMES = Object.keys(FLAG_DEFAULTS) as FlagName[];
