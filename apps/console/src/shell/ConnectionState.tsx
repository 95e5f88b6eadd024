import { useLiveState } from '../live/LiveEvents.js';
import { clockTime } from '../time/venue-time.js';
import { useWorkplace } from './workplace.js';

/** Whether the page shows what is, and since when it does not. */
export function ConnectionState() {
  const state = useLiveState();
  const { timeZone } = useWorkplace();
  return (
    <span className={`connection connection-${state.status}`} role="status">
      <span className="connection-dot" aria-hidden />
      {state.status === 'live' && 'Live'}
      {state.status === 'connecting' && 'Connecting…'}
      {state.status === 'offline' &&
        `Offline since ${clockTime(state.sinceMs, timeZone)}: nothing you typed is lost`}
    </span>
  );
}
