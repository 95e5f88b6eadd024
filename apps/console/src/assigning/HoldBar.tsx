import type { HoldView, Uuid } from '#contracts';
import { clockTime, countdown } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import type { Desk } from './use-desk.js';
import { liveHold } from './use-hold.js';

/** Take the tables for a moment, then make it so. What cannot be pressed says why. */
export function HoldBar({ desk, timeZone }: { readonly desk: Desk; readonly timeZone: string }) {
  const { held } = desk;
  const live = liveHold(held);
  return (
    <div className="hold-bar">
      {live !== null && held.status === 'live' && (
        <Countdown desk={desk} hold={live} leftMs={held.leftMs} timeZone={timeZone} />
      )}
      <div className="hold-actions">
        {asksForHold(desk, live) && (
          <Button kind="primary" why={whyNoHold(desk)} onClick={() => void desk.hold()}>
            {holdLabel(desk, live)}
          </Button>
        )}
        <Button
          kind={asksForHold(desk, live) ? 'plain' : 'primary'}
          why={whyNoConfirm(desk, live)}
          onClick={() => void desk.confirm()}
        >
          {desk.doing === 'confirm' ? 'Confirming…' : 'Confirm'}
        </Button>
        {desk.picked.length > 0 && (
          <Button kind="quiet" onClick={() => desk.choose([])}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}

function Countdown({
  desk,
  hold,
  leftMs,
  timeZone,
}: {
  readonly desk: Desk;
  readonly hold: HoldView;
  readonly leftMs: number;
  readonly timeZone: string;
}) {
  const isShort = leftMs <= 30_000;
  return (
    <div className={`hold-live ${isShort ? 'is-short' : ''}`}>
      <p>
        <Icon name="hourglass" /> <strong>{labelsOf(hold)}</strong> held for you
      </p>
      <span className="hold-clock" role="timer" aria-label="Time left of the hold">
        {countdown(leftMs)}
      </span>
      <p className="quiet hold-end">
        Until {clockTime(hold.expiresAt, timeZone)}; then anybody can have{' '}
        {hold.tables.length === 1 ? 'it' : 'them'} again.
      </p>
      {isShort && (
        <p className="spoken" role="alert">
          The hold runs out in less than 30 seconds.
        </p>
      )}
      <div className="hold-actions">
        <Button why={whyNoLonger(desk, hold, timeZone)} onClick={() => void desk.extend()}>
          Hold longer
        </Button>
        <Button why={desk.doing === null ? null : 'One moment'} onClick={() => void desk.release()}>
          Release
        </Button>
      </div>
    </div>
  );
}

function holdLabel({ doing }: Desk, live: HoldView | null): string {
  if (doing === 'hold') return 'Holding…';
  return live === null ? 'Hold' : 'Hold these instead';
}

/** Nothing is held, or something else than what is picked. */
function asksForHold({ picked }: Desk, live: HoldView | null): boolean {
  return live === null || (picked.length > 0 && !sameTables(live, picked));
}

function whyNoHold({ picked, validation, doing }: Desk): string | null {
  if (doing !== null) return 'One moment';
  if (picked.length === 0) return 'Pick a table first';
  if (validation.problem !== null) return null;
  if (!validation.isCurrent) return 'It is being checked';
  if (validation.answer?.ok === false) return 'An error above stands in the way';
  return null;
}

function whyNoConfirm({ picked, doing }: Desk, live: HoldView | null): string | null {
  // Pressed while the last thing is still under way it would do nothing, and not say so.
  if (doing !== null) return 'One moment';
  if (live === null) return 'Hold the tables first';
  if (picked.length > 0 && !sameTables(live, picked)) {
    return `The hold is for ${labelsOf(live)}: hold what you picked now`;
  }
  return null;
}

function whyNoLonger({ context, doing }: Desk, hold: HoldView, timeZone: string): string | null {
  if (doing !== null) return 'One moment';
  const ttlMs = (context?.venue.policy.hold.defaultSeconds ?? 0) * 1_000;
  const serverMs = Date.parse(hold.expiresAtMax) - ttlMs;
  if (Date.parse(hold.expiresAt) <= serverMs + ttlMs - 1_000) return null;
  return `It cannot be held past ${clockTime(hold.expiresAtMax, timeZone)}`;
}

function sameTables({ tables }: HoldView, picked: readonly Uuid[]): boolean {
  return tables.length === picked.length && tables.every(({ tableId }) => picked.includes(tableId));
}

export function labelsOf({ tables }: Pick<HoldView, 'tables'>): string {
  return tables.map(({ label }) => label).join(' + ');
}
