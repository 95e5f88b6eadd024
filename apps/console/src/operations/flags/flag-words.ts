import type { FlagName, FlagView } from '#contracts';

interface FlagWords {
  readonly title: string;
  readonly on: string;
  readonly off: string;
}

/** What each switch does, in one sentence either way. */
export const FLAG_WORDS: { readonly [F in FlagName]: FlagWords } = {
  FEATURE_ALLOCATIONS_DUAL_WRITE: {
    title: 'Claims guard their tables',
    on: 'Every claim is written as one that blocks others, guarded by the database.',
    off: 'Claims are written as shadows: observed and recorded, they block nobody.',
  },
  FEATURE_RPC_ASSIGN_ATOMIC: {
    title: 'Conflicts are refused',
    on: 'Whoever asks for a table that is taken is refused, and told who has it.',
    off: 'Conflicts are given all the same, warned of, and recorded to be looked at.',
  },
  FEATURE_ASSIGN_ATOMIC: {
    title: 'The staff route refuses conflicts',
    on: 'Assigning by hand through the ops route refuses tables that are taken.',
    off: 'Assigning by hand through the ops route observes conflicts and lets them pass.',
  },
  FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: {
    title: 'Joined tables must stand together',
    on: 'Tables that do not stand together cannot be joined.',
    off: 'Tables that do not stand together can be joined, with a warning.',
  },
  FEATURE_ALLOCATOR_MERGES_ENABLED: {
    title: 'Tables may be joined',
    on: 'One party may be given several tables.',
    off: 'One party gets one table, however large it is.',
  },
};

type Values = { readonly [F in FlagName]?: boolean };

export function valuesOf(flags: readonly FlagView[]): Values {
  return Object.fromEntries(flags.map(({ flag, value }) => [flag, value]));
}

/** What is not enforced with these values, in a sentence; null: double bookings are refused. */
export function notEnforced(values: Values): string | null {
  const guarded = values.FEATURE_ALLOCATIONS_DUAL_WRITE ?? false;
  const refused = values.FEATURE_RPC_ASSIGN_ATOMIC ?? false;
  if (!guarded || !refused) {
    return 'Double bookings are possible: enforcement takes both “Claims guard their tables” and “Conflicts are refused”.';
  }
  if (!(values.FEATURE_ASSIGN_ATOMIC ?? false)) {
    return 'Double bookings are refused, but not where staff assign through the ops route.';
  }
  return null;
}
