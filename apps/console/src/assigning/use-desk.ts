import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { HoldView, ManualContext, Uuid } from '#contracts';
import type { ApiProblem } from '../api/problem.js';
import { useWorkplace } from '../shell/workplace.js';
import { useNotices } from '../ui/telling.js';
import { forgetAttempt, holdActions } from './hold-actions.js';
import type { HoldActions } from './hold-actions.js';
import { useSetting } from './names.js';
import { usePicks } from './picks.js';
import { useChanged } from './use-changed.js';
import { contextKey, useManualContext, useValidation } from './use-context.js';
import type { Validation } from './use-context.js';
import { useDoing } from './use-doing.js';
import type { Doing, Trouble } from './use-doing.js';
import { liveHold, useHeld } from './use-hold.js';
import type { HeldState } from './use-hold.js';

/** A booking on the desk of the person who seats it: what is known, picked, checked and held. */
export interface Desk extends HoldActions {
  readonly bookingId: Uuid;
  readonly context: ManualContext | undefined;
  readonly unread: ApiProblem | null;
  readonly picked: readonly Uuid[];
  readonly validation: Validation;
  readonly held: HeldState;
  readonly changes: readonly string[];
  readonly trouble: Trouble | null;
  readonly doing: Doing | null;
  readonly toggle: (tableId: Uuid) => void;
  readonly choose: (tableIds: readonly Uuid[]) => void;
  /** Asks for everything anew. */
  readonly refresh: () => Promise<void>;
  /** The person has read what changed, what failed, or how a hold ended. */
  readonly seen: () => void;
}

export function useDesk(bookingId: Uuid): Desk {
  const { venueId } = useWorkplace();
  const queries = useQueryClient();
  const { tell } = useNotices();
  const read = useManualContext(bookingId);
  const context = read.data;
  const [picked, setPicked] = usePicks(bookingId);
  const validation = useValidation(bookingId, picked);
  const held = useHeld(bookingId, context);
  const words = useSetting(context);
  const changed = useChanged(context, words);

  const key = contextKey(venueId, bookingId);
  const refresh = useCallback(
    () => queries.invalidateQueries({ queryKey: contextKey(venueId, bookingId) }),
    [queries, venueId, bookingId],
  );
  /** Shown at once; what the service thinks of the rest is asked in the same breath. */
  const show = (activeHold: HoldView | null): Promise<void> => {
    queries.setQueryData<ManualContext>(key, (now) => now && { ...now, activeHold });
    return refresh();
  };
  const { doing, trouble, run, forgive } = useDoing(async () => {
    forgetAttempt(bookingId);
    await refresh();
  });

  const live = liveHold(held.state);
  const after = { ended: held.forget, choose: setPicked, show, tell, words };
  return {
    bookingId,
    context,
    unread: read.error,
    picked,
    validation,
    held: held.state,
    changes: changed.changes,
    trouble,
    doing,
    choose: (tableIds) => {
      forgive();
      setPicked(tableIds);
    },
    toggle: (tableId) => {
      forgive();
      const isPicked = picked.includes(tableId);
      setPicked(isPicked ? picked.filter((id) => id !== tableId) : [...picked, tableId]);
    },
    ...holdActions({ bookingId, context, picked, live, run, ...after }),
    refresh,
    seen: () => {
      forgive();
      changed.seen();
      if (live === null) held.forget();
    },
  };
}
