import { useId } from 'react';
import type { Timeline } from '#contracts';
import { nowMs } from '../time/clock.js';
import { wallClock } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { REASON_MAX } from '../ui/reason.js';
import { WallClockInput } from '../ui/WallClockInput.js';
import { useDraft } from '../ui/use-draft.js';
import { AffectedList } from './AffectedList.js';
import { QUARTER_MS } from './axis.js';
import type { TimelineRow } from './tiles.js';
import { useAffected } from './use-affected.js';
import type { Affected } from './use-affected.js';
import type { Care } from './use-care.js';
import type { Seating } from './seating.js';

export interface BlockDialogProps {
  readonly timeline: Timeline;
  readonly row: TimelineRow;
  readonly seating: Seating;
  readonly care: Care;
  readonly onClose: () => void;
}

/** What is in the dialog, as it was typed: times on the venue's clock. */
interface Wish {
  readonly start: string;
  readonly end: string;
  /** It has no end. */
  readonly isOpen: boolean;
  readonly reason: string;
}

/** Takes a table out of use for a time, after showing who would be affected. */
export function BlockDialog(props: BlockDialogProps) {
  const { timeline, row, seating, care } = props;
  const { table } = row;
  const subject = `block.${table.id}.${timeline.date}`;
  const [wish, setWish, forgetWish] = useDraft(subject, usualWish(timeline));
  const change = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  const { start, end, isOpen, reason } = wish;
  const until = isOpen ? null : end;
  const affected = useAffected(timeline, table.id, start, until);
  const why = whyNot(start, until, reason, affected);
  const ids = { start: useId(), end: useId(), open: useId(), reason: useId() };

  const onClose = (): void => {
    forgetWish();
    props.onClose();
  };
  const block = async (): Promise<void> => {
    const ref = { tableId: table.id, label: table.label };
    if (await care.block(ref, { start, end: until }, reason)) onClose();
  };
  return (
    <Dialog
      title={`Block table ${table.label}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" why={why} onClick={() => void block()}>
            Block
          </Button>
        </>
      }
    >
      <div className="form-row">
        <label htmlFor={ids.start}>From</label>
        <WallClockInput id={ids.start} value={start} onChange={(next) => change({ start: next })} />
      </div>
      <div className="form-row">
        <label htmlFor={ids.end}>Until</label>
        <WallClockInput
          id={ids.end}
          value={end}
          readOnly={isOpen}
          onChange={(next) => change({ end: next })}
        />
        <label htmlFor={ids.open}>
          <input
            id={ids.open}
            type="checkbox"
            checked={isOpen}
            onChange={({ target }) => change({ isOpen: target.checked })}
          />{' '}
          until further notice
        </label>
      </div>
      <div className="form-row">
        <label htmlFor={ids.reason}>Why</label>
        <input
          id={ids.reason}
          maxLength={REASON_MAX}
          value={reason}
          placeholder="Wobbly leg"
          onChange={({ target }) => change({ reason: target.value })}
        />
      </div>
      <AffectedList {...{ affected, timeline, seating }} tableId={table.id} />
    </Dialog>
  );
}

/** Until the day is over. */
function usualWish(timeline: Timeline): Wish {
  const { timeZone, window } = timeline;
  const start = wallClock(earliest(timeline), timeZone);
  return { start, end: wallClock(window.end, timeZone), isOpen: false, reason: '' };
}

/** From the next quarter of an hour, or from the day's beginning when that is later. */
function earliest({ window }: Timeline): number {
  const next = Math.ceil(nowMs() / QUARTER_MS) * QUARTER_MS;
  const isWithin = next > Date.parse(window.start) && next < Date.parse(window.end);
  return isWithin ? next : Date.parse(window.start);
}

function whyNot(
  start: string,
  end: string | null,
  reason: string,
  { segments, isReading }: Affected,
): string | null {
  if (start === '' || end === '') return 'Enter both times';
  if (end !== null && end <= start) return 'It ends before it begins';
  if (reason.trim() === '') return 'Say why';
  if (isReading) return 'The days are being read';
  if (segments.length > 0) return 'Find other tables for those affected first';
  return null;
}
