import { Link } from 'wouter';
import type { Uuid } from '#contracts';
import { Panel } from '../ui/Panel.js';
import { AssignView } from './AssignView.js';
import { bookingName, useSetting } from './names.js';
import { useDesk } from './use-desk.js';

export interface AssignPanelProps {
  readonly bookingId: Uuid;
  readonly onClose: () => void;
}

/** Seats one booking by picking tables. Opened beside the timeline. */
export function AssignPanel(props: AssignPanelProps) {
  // Another booking is another desk: nothing of one is left on the other.
  return <Desk key={props.bookingId} {...props} />;
}

function Desk({ bookingId, onClose }: AssignPanelProps) {
  const desk = useDesk(bookingId);
  const setting = useSetting(desk.context);
  const name = desk.context === undefined ? 'Assign tables' : bookingName(desk.context.booking);
  return (
    <Panel
      title={name}
      onClose={onClose}
      aside={<Link href={`/assign/${bookingId}`}>On the floor plan</Link>}
    >
      <AssignView desk={desk} setting={setting} />
    </Panel>
  );
}
