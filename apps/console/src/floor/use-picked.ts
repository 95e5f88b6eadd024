import { useEffect, useRef, useState } from 'react';
import type { Uuid } from '#contracts';

/** The table that is read about, and the element that the plan is drawn in. */
export function usePicked() {
  const [tableId, pick] = useState<Uuid | null>(null);
  const plan = useRef<HTMLDivElement>(null);
  // On a phone the details would lie over it.
  useEffect(() => {
    const picked = plan.current?.querySelector('[aria-pressed="true"]');
    picked?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tableId]);
  const close = (): void => {
    pick(null);
    // Back to the plan's one stop, which is the table that was picked.
    plan.current?.querySelector<SVGElement>('[tabindex="0"]')?.focus();
  };
  return { tableId, pick, close, plan };
}
