import { useWorkplace } from '../shell/workplace.js';
import { EmptyState } from '../ui/EmptyState.js';
import { Button } from '../ui/Button.js';
import { Skeleton } from '../ui/Skeleton.js';
import { Board } from './Board.js';
import { useAsk } from './use-changes.js';
import { useCare } from './use-care.js';
import { usePending } from './use-pending.js';
import { useSeating } from './use-seating.js';
import { useTimeline } from './use-timeline.js';

/** One service day: who sits where and when, and how to change it. */
export default function TimelinePage() {
  const { date } = useWorkplace();
  const read = useTimeline();
  const { timeline, showWhile } = usePending(read.data);
  const ask = useAsk(timeline, showWhile);
  const seating = useSeating(timeline, ask);
  const care = useCare(ask);
  if (timeline !== undefined) {
    return <Board key={timeline.date} timeline={timeline} seating={seating} care={care} />;
  }
  if (read.error !== null) {
    return (
      <EmptyState title={`The timeline of ${date} could not be read`}>
        <p>{read.error.message}</p>
        <Button onClick={() => void read.refetch()}>Try again</Button>
      </EmptyState>
    );
  }
  return <Skeleton rows={14} label="Reading the timeline" />;
}
