import { useEffect, useMemo } from 'react';
import type { HoldView, ManualContext, Uuid } from '#contracts';
import { useKept } from '../session/use-kept.js';
import { useNow } from '../time/clock.js';

/** The hold of the booking in question, as the person sees it. */
export type HeldState =
  | { readonly status: 'none' }
  | { readonly status: 'live'; readonly hold: HoldView; readonly leftMs: number }
  /** It ran out: the tables are everybody's again. */
  | { readonly status: 'lapsed'; readonly hold: HoldView }
  /** It ended before its time, and not by this page. */
  | { readonly status: 'gone'; readonly hold: HoldView };

export interface Held {
  readonly state: HeldState;
  /** The person has seen how it ended, or ended it. */
  readonly forget: () => void;
}

/** The hold while it is one. */
export function liveHold(held: HeldState): HoldView | null {
  return held.status === 'live' ? held.hold : null;
}

/** Counts a hold down by the service's clock and remembers it, to be able to say how it ended. */
export function useHeld(bookingId: Uuid, context: ManualContext | undefined): Held {
  const [last, remember] = useKept<HoldView | null>(`hold.${bookingId}`, null);
  const nowMs = useNow(1_000);
  const live = context?.activeHold ?? null;

  useEffect(() => {
    if (live !== null && (live.holdId !== last?.holdId || live.expiresAt !== last.expiresAt)) {
      remember(live);
    }
  }, [live, last, remember]);

  const leftMs = live === null ? 0 : Date.parse(live.expiresAt) - nowMs;
  const state = useMemo((): HeldState => {
    if (live !== null && leftMs > 0) return { status: 'live', hold: live, leftMs };
    const hold = live ?? last;
    if (context === undefined || hold === null) return { status: 'none' };
    const ranOut = live !== null || Date.parse(hold.expiresAt) <= nowMs;
    return { status: ranOut ? 'lapsed' : 'gone', hold };
  }, [live, leftMs, last, context, nowMs]);

  return useMemo(() => ({ state, forget: () => remember(null) }), [state, remember]);
}
