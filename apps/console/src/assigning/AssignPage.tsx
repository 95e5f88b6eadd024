import { useMemo } from 'react';
import { useLocation, useParams } from 'wouter';
import type { ManualContext, Uuid } from '#contracts';
import { FloorPlan } from '../floor/FloorPlan.js';
import { AtVenue } from '../shell/AtVenue.js';
import { spanIn } from '../time/day-in-view.js';
import { useTimeline } from '../timeline/use-timeline.js';
import { EmptyState } from '../ui/EmptyState.js';
import { Panel } from '../ui/Panel.js';
import { Skeleton } from '../ui/Skeleton.js';
import type { Setting } from '../words.js';
import { AssignView } from './AssignView.js';
import { BookingChooser } from './BookingChooser.js';
import { choicesOf, chosenFace } from './choices.js';
import { bookingName, useSetting } from './names.js';
import { liveHold } from './use-hold.js';
import { useManualContext } from './use-context.js';
import { useDesk } from './use-desk.js';
import type { Desk } from './use-desk.js';
import './assigning.css';

/** Pick a booking, pick its tables on the plan, hold, confirm. */
export default function AssignPage() {
  const { bookingId } = useParams<{ bookingId?: Uuid }>();
  return (
    <div className={`assign ${bookingId === undefined ? '' : 'has-booking'}`}>
      <h1 className="spoken">Assign tables</h1>
      <Waiting current={bookingId} />
      {bookingId === undefined ? (
        <EmptyState title="Whom do you want to seat?">
          Choose a booking: those who wait are listed, anybody else of the day is found by name, and
          a booking of whatever day by its whole id.
        </EmptyState>
      ) : (
        <DeskAtVenue key={bookingId} bookingId={bookingId} />
      )}
    </div>
  );
}

function Waiting({ current }: { readonly current: Uuid | undefined }) {
  const { data } = useTimeline();
  const [, goTo] = useLocation();
  return (
    <aside className="assign-waiting" aria-label="Bookings">
      <Panel title="Waiting for a table">
        {data === undefined ? (
          <Skeleton rows={6} label="Reading the bookings" />
        ) : (
          <BookingChooser
            timeline={data}
            {...(current === undefined ? {} : { current })}
            onChoose={(booking) => goTo(`/assign/${booking.bookingId}`)}
          />
        )}
      </Panel>
    </aside>
  );
}

/** A booking is seated at its own venue, whichever was chosen when its address was opened. */
function DeskAtVenue({ bookingId }: { readonly bookingId: Uuid }) {
  const { data } = useManualContext(bookingId);
  return (
    <AtVenue venueId={data?.booking.venueId ?? null}>
      <AssignDesk bookingId={bookingId} />
    </AtVenue>
  );
}

function AssignDesk({ bookingId }: { readonly bookingId: Uuid }) {
  const [, goTo] = useLocation();
  const desk = useDesk(bookingId);
  const setting = useSetting(desk.context);
  const { context } = desk;
  return (
    <>
      <div className="assign-plan">
        {context !== undefined && <ChoicePlan desk={desk} context={context} setting={setting} />}
      </div>
      <aside className="assign-desk" aria-label="Assigning">
        <Panel
          title={context === undefined ? 'Assign tables' : bookingName(context.booking)}
          onClose={() => goTo('/assign')}
        >
          <AssignView desk={desk} setting={setting} />
        </Panel>
      </aside>
    </>
  );
}

/** The floor as this booking would find it. */
function ChoicePlan({
  desk: { picked, validation, held, toggle },
  context,
  setting,
}: {
  readonly desk: Desk;
  readonly context: ManualContext;
  readonly setting: Setting;
}) {
  const refused = validation.answer?.ok === false;
  const hold = liveHold(held);
  const faces = useMemo(
    () =>
      new Map(
        choicesOf(context, hold, setting).map((choice) => [
          choice.table.id,
          chosenFace(choice, picked, refused),
        ]),
      ),
    [context, hold, setting, picked, refused],
  );
  const joined = useMemo(() => joinedIn(context), [context]);
  const { start, end } = context.window;
  return (
    <FloorPlan
      label={`Floor for ${bookingName(context.booking)}, ${spanIn(setting, start, end)}`}
      tables={context.tables}
      faces={faces}
      joined={joined}
      onPick={toggle}
    />
  );
}

/** Tables that one party has together, of those that are shown as its. */
function joinedIn({ tables, assignments }: ManualContext): readonly (readonly Uuid[])[] {
  const groups = new Map<Uuid, Uuid[]>();
  for (const { id, blockers } of tables) {
    const bookingId = blockers[0]?.bookingId ?? null;
    if (bookingId !== null) groups.set(bookingId, [...(groups.get(bookingId) ?? []), id]);
  }
  return [...groups.values(), assignments.map(({ tableId }) => tableId)];
}
