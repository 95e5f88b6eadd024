import { useEffect, useRef, useState } from 'react';

const STAYS_MS = 4_000;
/** Between the button and its note, and between the note and the edge of the screen. */
const GAP_PX = 6;

/**
 * A note beside a button, until somebody presses elsewhere, scrolls, or has had time to read it.
 * It is a popover: an open dialog does not hide it, and no box that scrolls cuts it off.
 */
export function useNote() {
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const [timesAsked, ask] = useState(0);
  useEffect(() => {
    const [shown, beside] = [note.current, button.current];
    if (timesAsked === 0 || shown === null || beside === null) return;
    if (!shown.matches(':popover-open')) shown.showPopover();
    place(shown, beside.getBoundingClientRect());
    const close = (): void => shown.hidePopover();
    const timer = window.setTimeout(close, STAYS_MS);
    window.addEventListener('scroll', close, { capture: true, once: true });
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('scroll', close, { capture: true });
    };
  }, [timesAsked]);
  return { button, note, show: () => ask((times) => times + 1) };
}

/** Above the button, where no finger is in the way; below it when there is no room. */
function place(note: HTMLElement, beside: DOMRect): void {
  const { width, height } = note.getBoundingClientRect();
  const above = beside.top - height - GAP_PX;
  const rightmost = document.documentElement.clientWidth - width - GAP_PX;
  note.style.top = `${above >= GAP_PX ? above : beside.bottom + GAP_PX}px`;
  note.style.left = `${Math.max(GAP_PX, Math.min(beside.left, rightmost))}px`;
}
