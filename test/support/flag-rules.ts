import type { FlagName, Flags } from '#contracts';
import { FLAG_NAMES } from '#contracts';

/**
 * What the flags mean, written down once more from their table of effects and for tests alone: no
 * code of the service has a part in it.
 */

/** How tables are asked for. */
export type WayIn = 'command' | 'ops' | 'hold' | 'sql v1' | 'sql v2';

/** What is asked: a free table, one that a guarded claim has, two neighbours, two that are apart. */
export const CASES = ['free', 'taken', 'joined', 'apart'] as const;
export type Case = (typeof CASES)[number];

/** `refused TABLE_CONFLICT`, `guarded`, `shadow, warned of TABLE_CONFLICT`. */
export function ruledBy(flags: Flags, way: WayIn, asked: Case): string {
  const {
    FEATURE_ALLOCATIONS_DUAL_WRITE: dualWrite,
    FEATURE_RPC_ASSIGN_ATOMIC: rpcAtomic,
    FEATURE_ASSIGN_ATOMIC: opsAtomic,
    FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: adjacency,
    FEATURE_ALLOCATOR_MERGES_ENABLED: merges,
  } = flags;
  const several = asked === 'joined' || asked === 'apart';
  if (several && !merges) return 'refused MERGES_DISABLED';
  if (asked === 'apart' && adjacency) return 'refused NOT_ADJACENT';
  // Who calls the first function asks for a guarded claim or none, whatever the flags say.
  const always = way === 'sql v1';
  if (asked === 'taken') {
    const enforced = dualWrite && rpcAtomic && (way !== 'ops' || opsAtomic);
    return always || enforced
      ? 'refused TABLE_CONFLICT'
      : 'shadow, observed, warned of TABLE_CONFLICT';
  }
  const claim = always || dualWrite ? 'guarded' : 'shadow';
  return asked === 'apart' ? `${claim}, warned of NOT_ADJACENT` : claim;
}

/** All 32 settings, each with the names of the flags that are on. */
export const FLAG_COMBINATIONS: readonly (readonly [string, Flags])[] = Array.from(
  { length: 2 ** FLAG_NAMES.length },
  (_, bits) => {
    const isOn = (flag: FlagName): boolean => (bits & (1 << FLAG_NAMES.indexOf(flag))) !== 0;
    const flags = Object.fromEntries(FLAG_NAMES.map((flag) => [flag, isOn(flag)]));
    const names = FLAG_NAMES.filter(isOn).map((flag) => flag.replace(/^FEATURE_(ALLOCATOR_)?/, ''));
    return [names.join(', ') || 'nothing', flags as unknown as Flags] as const;
  },
);
