import type { Instant, Window } from '#contracts';

/** Half-open: a window that ends when another starts does not overlap it. */
export function overlaps(a: Window, b: Window): boolean {
  return (a.end === null || b.start < a.end) && (b.end === null || a.start < b.end);
}

/** Whether `outer` covers all of `inner`. */
export function encloses(outer: Window, inner: Window): boolean {
  if (outer.start > inner.start) return false;
  return outer.end === null || (inner.end !== null && inner.end <= outer.end);
}

export function sameWindow(a: Window, b: Window): boolean {
  return a.start === b.start && a.end === b.end;
}

/** What of `window` lies outside `cut`: none, one or two windows, in order. */
export function subtract(window: Window, cut: Window): readonly Window[] {
  if (!overlaps(window, cut)) return [window];
  const pieces: Window[] = [];
  if (window.start < cut.start) pieces.push({ start: window.start, end: cut.start });
  if (cut.end !== null && (window.end === null || cut.end < window.end)) {
    pieces.push({ start: cut.end, end: window.end });
  }
  return pieces;
}

export function plusSeconds(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

export function plusMinutes(instant: Instant, minutes: number): Instant {
  return plusSeconds(instant, minutes * 60);
}

/** Whole seconds from one instant to a later one, rounded up; 0 when it is not later. */
export function secondsUntil(from: Instant, to: Instant): number {
  return Math.max(0, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));
}

/** Of two windows with one start, the one that lasts longer. */
export function longer(a: Window, b: Window): Window {
  if (a.end === null) return a;
  return b.end === null || b.end > a.end ? b : a;
}
