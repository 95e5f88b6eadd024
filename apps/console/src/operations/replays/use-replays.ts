import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReplayAsked, ReplayCount, ReplayView, Uuid } from '#contracts';
import { keyOf } from '../../api/keys.js';
import { get, request } from '../../api/request.js';
import { LIVE_TOPICS } from '../../live/concerns.js';

const PATH = '/api/operator/replays';
const KEY = keyOf('replays', 'all');

/**
 * A replay is work on the log and no part of it: no event tells how far one has come, so it is
 * asked while one runs. Otherwise only whether somebody started one elsewhere.
 */
const RUNNING_EVERY_MS = 1_000;
const RESTING_EVERY_MS = 15_000;

/** The latest replays, newest first, and what can be done to them. */
export function useReplays() {
  const queries = useQueryClient();
  const replays = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<readonly ReplayView[]>(PATH, {}, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state === 'running') ? RUNNING_EVERY_MS : RESTING_EVERY_MS,
  });
  const then = async <T>(deed: Promise<T>, ...topics: readonly string[]): Promise<T> => {
    try {
      return await deed;
    } finally {
      for (const topic of ['replays', ...topics]) {
        void queries.invalidateQueries({ queryKey: [topic] });
      }
    }
  };
  return {
    replays,
    start: (asked: ReplayAsked) => then(request<ReplayView>('POST', PATH, { body: asked })),
    count: (asked: ReplayAsked) =>
      request<ReplayCount>('POST', PATH, { body: { ...asked, dryRun: true }, onlyReads: true }),
    stop: (id: Uuid) => then(request<ReplayView>('DELETE', `${PATH}/${id}`)),
    // Rows are repaired without an event, so everything that is read from them is old.
    apply: (id: Uuid) =>
      then(request<ReplayView>('POST', `${PATH}/${id}/apply`), 'alerts', ...LIVE_TOPICS),
  };
}
