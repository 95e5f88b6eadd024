import { useQuery } from '@tanstack/react-query';
import type { ManualContext, Uuid, ValidationAnswer } from '#contracts';
import { keyOf } from '../api/keys.js';
import type { ApiProblem } from '../api/problem.js';
import { useWorkplace } from '../shell/workplace.js';
import { manual } from './api.js';
import { useSettled } from './use-settled.js';

/** Under which the context of a booking is kept. */
export function contextKey(venueId: Uuid, bookingId: Uuid): readonly unknown[] {
  return keyOf('context', venueId, bookingId);
}

/** All that is needed to choose tables for a booking. Kept fresh by the event stream. */
export function useManualContext(bookingId: Uuid) {
  const { venueId } = useWorkplace();
  return useQuery<ManualContext, ApiProblem>({
    queryKey: contextKey(venueId, bookingId),
    queryFn: ({ signal }) => manual.context(bookingId, signal),
  });
}

/** What the service says to the tables picked. */
export interface Validation {
  /** The newest answer; null: nothing is picked, or nothing was answered yet. */
  readonly answer: ValidationAnswer | null;
  /** It answers what is picked now. */
  readonly isCurrent: boolean;
  /** Why there is none. */
  readonly problem: ApiProblem | null;
}

/** Hands move faster than the network: only where they rest is asked, and what was asked before is given up. */
const REST_MS = 120;

/** Asks at every pick, and again when anything happens in the venue. */
export function useValidation(bookingId: Uuid, picked: readonly Uuid[]): Validation {
  const { venueId } = useWorkplace();
  const settled = useSettled(picked, REST_MS);
  const query = useQuery<ValidationAnswer, ApiProblem>({
    queryKey: keyOf('context', venueId, bookingId, 'validation', [...settled].sort().join()),
    queryFn: ({ signal }) => manual.validate(bookingId, settled, signal),
    enabled: settled.length > 0,
    placeholderData: (before) => before,
  });
  if (picked.length === 0) return { answer: null, isCurrent: true, problem: null };
  return {
    answer: query.data ?? null,
    isCurrent: settled === picked && query.data !== undefined && !query.isPlaceholderData,
    problem: query.error,
  };
}
