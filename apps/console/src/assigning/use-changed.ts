import { useEffect, useRef, useState } from 'react';
import type { BookingView, ManualContext } from '#contracts';
import { timeIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';

/**
 * What has changed about the booking itself while the person looks at it, in words. A picture that
 * is refreshed silently would be confirmed without having been seen.
 */
export function useChanged(context: ManualContext | undefined, setting: DayInView) {
  const [changes, setChanges] = useState<readonly string[]>([]);
  const before = useRef<ManualContext | undefined>(undefined);
  useEffect(() => {
    const last = before.current;
    before.current = context;
    if (last === undefined || context === undefined) return;
    const found = differences(last.booking, context.booking, setting);
    if (last.venue.version !== context.venue.version) found.push('The venue’s plan or rules');
    if (found.length > 0) setChanges((now) => [...new Set([...now, ...found])]);
  }, [context, setting]);
  return { changes, seen: () => setChanges([]) };
}

function differences(was: BookingView, is: BookingView, view: DayInView): string[] {
  const found: string[] = [];
  if (was.partySize !== is.partySize) {
    found.push(`The party is ${is.partySize} now; it was ${was.partySize}`);
  }
  if (was.startsAt !== is.startsAt) {
    const [now, before] = [timeIn(view, is.startsAt), timeIn(view, was.startsAt)];
    found.push(`They come at ${now} now; it was ${before}`);
  }
  if (was.endsAt !== is.endsAt) found.push(`They leave at ${timeIn(view, is.endsAt)} now`);
  if (was.status !== is.status) found.push(`The booking is ${is.status.replace('_', ' ')} now`);
  if (was.zone !== is.zone) found.push(`They wish to sit in ${is.zone ?? 'any zone'} now`);
  return found;
}
