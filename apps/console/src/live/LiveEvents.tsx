import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useWorkplace } from '../shell/workplace.js';
import { CONCERNS, LIVE_TOPICS } from './concerns.js';
import { LiveStream } from './live-stream.js';
import type { LiveState } from './live-stream.js';
import { makeOld } from './make-old.js';

const CONNECTING: LiveState = { status: 'connecting' };
const LiveContext = createContext<LiveState | null>(null);

/**
 * The one event stream of the page: makes answers old as soon as something changes them. Says that
 * the page is live once everything on show is at least as new as the beginning of the stream.
 */
export function LiveEvents({ children }: { readonly children: ReactNode }) {
  const { venueId } = useWorkplace();
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>(CONNECTING);

  useEffect(() => {
    let latest: LiveState | null = CONNECTING;
    const become = async (next: LiveState): Promise<void> => {
      latest = next;
      // A stream tells what happens from its beginning on, and nothing of what was before: answers
      // kept from an earlier visit, or read while it was not there yet, may lack something.
      if (next.status === 'live') await makeOld(queries, LIVE_TOPICS, venueId);
      if (latest === next) setState(next);
    };
    void become(CONNECTING);
    const stream = new LiveStream(venueId, Object.keys(CONCERNS), {
      onEvent: ({ type }) => void makeOld(queries, CONCERNS[type], venueId),
      onState: (next) => void become(next),
    });
    return () => {
      latest = null;
      stream.close();
    };
  }, [venueId, queries]);

  return <LiveContext value={state}>{children}</LiveContext>;
}

export function useLiveState(): LiveState {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('outside of <LiveEvents>');
  return live;
}
