import { useNow } from '../time/clock.js';
import { calendarDay, clockTime } from '../time/venue-time.js';
import { useWorkplace } from './workplace.js';

/** The venue's time, by the service's clock. */
export function VenueClock() {
  const { timeZone } = useWorkplace();
  const now = useNow(1_000);
  return (
    <time className="header-clock" title={`${calendarDay(now, timeZone)}, ${timeZone}`}>
      {clockTime(now, timeZone)}
      <span className="quiet">{timeZone.split('/').at(-1)!.replaceAll('_', ' ')}</span>
    </time>
  );
}
