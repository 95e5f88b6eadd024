import type { Flags } from '#contracts';

/** Conflicts refuse, live claims are guarded: the defaults that the quick start runs with. */
export const enforcing: Flags = {
  FEATURE_ALLOCATIONS_DUAL_WRITE: true,
  FEATURE_RPC_ASSIGN_ATOMIC: true,
  FEATURE_ASSIGN_ATOMIC: true,
  FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: true,
  FEATURE_ALLOCATOR_MERGES_ENABLED: true,
};
