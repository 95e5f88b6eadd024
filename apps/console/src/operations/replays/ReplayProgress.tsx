import { useRef } from 'react';
import type { ReplayView } from '#contracts';
import { useNow } from '../../time/clock.js';
import { roughly } from '../../time/venue-time.js';
import { amount } from '../health/alert-words.js';
import { paceOf, withSample } from './pace.js';
import type { Sample } from './pace.js';

/** Every page of a replay is noted; longer than any page takes. */
const SILENT_SECONDS = 60;

/** How far a replay has come, how fast it goes, and how long it will take. */
export function ReplayProgress({ replay }: { readonly replay: ReplayView }) {
  const { id, progress, updatedAt } = replay;
  const { done, total } = progress;
  const samples = useRef<readonly Sample[]>([]);
  samples.current = withSample(samples.current, replay);
  const pace = paceOf(samples.current, progress);
  const silentSeconds = (useNow(1_000) - Date.parse(updatedAt)) / 1_000;
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  const words = `${amount(done)} of ${amount(total)} places in the log`;
  return (
    <div className="replay-progress">
      <progress max={Math.max(total, 1)} value={done} aria-label="Progress" />
      <p>
        <strong>{share} %</strong> <span className="small quiet">{words}</span>
      </p>
      {silentSeconds > SILENT_SECONDS ? (
        <p className="caution">
          <span aria-hidden>!</span>
          <span>
            Nothing heard of it for {roughly(silentSeconds)}. When its process was killed, it goes
            on with <code>allocator replay --resume {id}</code>
          </span>
        </p>
      ) : (
        <p className="small">
          {pace === null
            ? 'How fast it goes is not known yet.'
            : `${amount(pace.perSecond)} a second, about ${roughly(pace.leftSeconds)} left.`}
        </p>
      )}
    </div>
  );
}
