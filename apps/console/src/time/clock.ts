import { useMemo, useSyncExternalStore } from 'react';

/** Milliseconds the service's clock is ahead of this machine's. */
let offsetMs = 0;

/** Takes the service's time from any answer that tells it (`serverNow`). */
export function noteServerTime(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('serverNow' in answer)) return;
  const serverMs = Date.parse(String(answer.serverNow));
  if (Number.isFinite(serverMs)) offsetMs = serverMs - Date.now();
}

/** Now by the service's clock, as well as we know it: what decides when a hold lapses. */
export function nowMs(): number {
  return Date.now() + offsetMs;
}

const listeners = new Set<() => void>();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => listeners.forEach((tell) => tell()), 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The service's time, told anew every `stepMs` (whole steps, so that all countdowns of a page change
 * together, by one timer).
 */
export function useNow(stepMs = 1_000): number {
  const read = useMemo(() => () => Math.floor(nowMs() / stepMs) * stepMs, [stepMs]);
  return useSyncExternalStore(subscribe, read);
}
