import { useMemo } from 'react';
import type { ComponentProps } from 'react';
import type { Alternative } from '#contracts';
import { timeIn } from '../time/day-in-view.js';
import { EmptyState } from '../ui/EmptyState.js';
import { Skeleton } from '../ui/Skeleton.js';
import { problemWords, warningWords } from '../words.js';
import type { Setting } from '../words.js';
import { BestTables } from './BestTables.js';
import { BookingHead } from './BookingHead.js';
import { choicesOf } from './choices.js';
import { DeskMessages } from './DeskMessages.js';
import { HoldBar } from './HoldBar.js';
import { Suggestions } from './Suggestions.js';
import { TableList } from './TableList.js';
import { useOtherTime } from './use-other-time.js';
import type { Desk } from './use-desk.js';
import { liveHold } from './use-hold.js';
import { Verdict } from './Verdict.js';
import './assigning.css';

type Offered = Pick<ComponentProps<typeof Suggestions>, 'title' | 'alternatives'>;
type Read = Desk & { readonly context: NonNullable<Desk['context']> };

/** Everything about seating one booking but the plan: wishes, offers, tables, verdict, hold. */
export function AssignView({ desk, setting }: { readonly desk: Desk; readonly setting: Setting }) {
  if (isRead(desk)) return <Assigning desk={desk} setting={setting} />;
  if (desk.unread === null) return <Skeleton rows={6} label="Reading the booking" />;
  return (
    <EmptyState title="This booking could not be read">
      {problemWords(desk.unread, setting)}
    </EmptyState>
  );
}

function isRead(desk: Desk): desk is Read {
  return desk.context !== undefined;
}

function Assigning({ desk, setting }: { readonly desk: Read; readonly setting: Setting }) {
  const { context, picked, validation } = desk;
  const hold = liveHold(desk.held);
  const choices = useMemo(() => choicesOf(context, hold, setting), [context, hold, setting]);
  const seatAtOtherTime = useOtherTime(context, setting);
  const take = (alternative: Alternative): void => {
    if (alternative.sameTime) desk.choose(alternative.tables.map(({ tableId }) => tableId));
    else void seatAtOtherTime(alternative);
  };
  const offers = { picked, setting, onTake: take };
  return (
    <div className="desk">
      <BookingHead context={context} setting={setting} />
      <DeskMessages desk={desk} setting={setting} />
      {context.warnings.map((warning) => (
        <p key={warning.message} className="quiet">
          {warningWords(warning, '')}
        </p>
      ))}
      {context.suggestions.length === 0 && <NothingFits context={context} setting={setting} />}
      <Suggestions {...offered(desk)} {...offers} />
      <BestTables context={context} {...offers} />
      <div className="desk-tables">
        <h3>Tables</h3>
        <TableList choices={choices} picked={picked} onToggle={desk.toggle} />
      </div>
      <section className="desk-foot" aria-label="Your choice">
        <div className="desk-said">
          {picked.length === 0 ? (
            <p className="quiet">Pick tables on the plan or in the list.</p>
          ) : (
            <Verdict validation={validation} context={context} setting={setting} />
          )}
        </div>
        <HoldBar desk={desk} timeZone={setting.timeZone} />
      </section>
    </div>
  );
}

/** What fits this booking; once something was picked that does not go, what would go instead of it. */
function offered({ context: { suggestions }, picked, validation: { answer } }: Read): Offered {
  const isRefused = picked.length > 0 && answer?.ok === false;
  return isRefused && answer.alternatives.length > 0
    ? { title: 'Would work instead', alternatives: answer.alternatives }
    : { title: 'Suggested', alternatives: suggestions };
}

function NothingFits({
  context: { booking },
  setting,
}: {
  readonly context: Read['context'];
  readonly setting: Setting;
}) {
  return (
    <p>
      <strong>
        No free table or join fits {booking.partySize} at {timeIn(setting, booking.startsAt)}.
      </strong>{' '}
      <span className="quiet">Another time might do, or others could be moved.</span>
    </p>
  );
}
