import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Uuid } from '#contracts';
import type { Topic } from '../api/keys.js';

/**
 * Makes the answers of some topics old, those about the venue and those about all of them. Resolves
 * when what is on show has been read again, or cannot be.
 */
export async function makeOld(
  queries: QueryClient,
  topics: readonly Topic[],
  venueId: Uuid,
): Promise<void> {
  const keys = topics.flatMap((topic) => [[topic, venueId] as const, [topic, 'all'] as const]);
  await Promise.all(keys.map((key) => makeKeyOld(queries, key)));
}

async function makeKeyOld(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  // A first answer that is under way is waited for instead of being asked for again, so that a page
  // is there soon; it may have been worked out before what happened, so it is old when it comes.
  const firsts = queries.getQueryCache().findAll({
    queryKey,
    predicate: ({ state }) => state.data === undefined && state.fetchStatus === 'fetching',
  });
  await queries.invalidateQueries({ queryKey });
  await Promise.all(
    firsts.map((first) => queries.invalidateQueries({ queryKey: first.queryKey, exact: true })),
  );
}
