import type { TableRef, Timeline, TimelineSegment } from '#contracts';
import { useWorkplace } from '../shell/workplace.js';
import { dayInView, spanIn } from '../time/day-in-view.js';
import { Button } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';
import { Fact } from './BookingCard.js';
import { TimeLeft } from './TileView.js';
import { nameOf } from './tiles.js';
import { labelsOf } from './use-care.js';
import type { Care } from './use-care.js';

export interface ClaimCardProps {
  readonly timeline: Timeline;
  readonly segment: TimelineSegment;
  readonly care: Care;
  readonly onClose: () => void;
}

/** A hold, a block, or an imported claim that nobody registered a booking for. */
export function ClaimCard({ timeline, segment, care, onClose }: ClaimCardProps) {
  const { kind, window, owner, reason, booking, shadow } = segment;
  const tables = kind === 'block' ? blockedWith(timeline, segment) : segment.tables;
  const label = labelsOf(tables);
  const title = { hold: `${label}, held`, block: `${label}, blocked`, assignment: label }[kind];
  return (
    <Panel title={title} onClose={onClose}>
      <dl className="facts">
        <Fact name="When" value={spanIn(dayInView(timeline), window.start, window.end)} />
        {owner !== null && <Fact name="By" value={owner} />}
        {booking !== null && <Fact name="For" value={nameOf(booking)} />}
        {reason !== null && <Fact name="Why" value={reason} />}
        {shadow && <Fact name="Note" value="Observed only: it blocks nobody" />}
        {segment.expiresAt !== null && (
          <>
            <dt>Left</dt>
            <dd>
              <TimeLeft until={segment.expiresAt} />
            </dd>
          </>
        )}
      </dl>
      <div className="card-actions">
        {kind === 'block' && (
          <Button
            kind="primary"
            onClick={() => void care.unblock({ ...segment, tables }).then(onClose)}
          >
            Unblock
          </Button>
        )}
        {kind === 'hold' && <HoldActions segment={segment} care={care} onClose={onClose} />}
      </div>
    </Panel>
  );
}

/** All tables of a block: a segment of a large one names its own alone. */
function blockedWith(timeline: Timeline, { blockId }: TimelineSegment): readonly TableRef[] {
  return timeline.rows
    .filter(({ segments }) => segments.some((other) => other.blockId === blockId))
    .map(({ table }) => ({ tableId: table.id, label: table.label }));
}

function HoldActions({ segment, care, onClose }: Omit<ClaimCardProps, 'timeline'>) {
  const { defaultSeconds } = useWorkplace().venue.policy.hold;
  const hasNobody = segment.bookingId === null ? 'The hold is for no booking' : null;
  return (
    <>
      <Button
        kind="primary"
        why={hasNobody}
        onClick={() => void care.confirm(segment).then(onClose)}
      >
        Confirm
      </Button>
      <Button onClick={() => void care.extend(segment, defaultSeconds)}>Extend</Button>
      <Button onClick={() => void care.release(segment).then(onClose)}>Release</Button>
    </>
  );
}
