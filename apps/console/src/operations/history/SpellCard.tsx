import type { Spell, SpellEdge, TableHistoryView } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { spanIn } from '../../time/day-in-view.js';
import { calendarDay, clockSeconds } from '../../time/venue-time.js';
import { Icon } from '../../ui/Icon.js';
import { Copy } from '../parts/Copy.js';
import { bookingWords, plainWords } from '../parts/names.js';

const KINDS = { assignment: 'Assigned', hold: 'Held', block: 'Blocked' } as const;

/** `Rossi, party of 4, …`, or why a table is blocked. */
export function holderOf(spell: Spell, view: TableHistoryView, timeZone: string): string {
  const { kind, bookingId, reason } = spell;
  if (kind === 'block') return `Blocked: ${reason ?? 'nobody said why'}`;
  return bookingId === null ? 'Nobody yet' : bookingWords(bookingId, view.bookings, timeZone);
}

/** From when to when somebody had the table, and which commands began and ended it. */
export function SpellCard({
  spell,
  view,
}: {
  readonly spell: Spell;
  readonly view: TableHistoryView;
}) {
  const { timeZone } = useWorkplace();
  const { kind, window, shadow, begun, ended } = spell;
  return (
    <li className={`card spell spell-${kind}`}>
      <div className="card-head">
        <h2>{holderOf(spell, view, timeZone)}</h2>
        <span className="small">
          <strong>{KINDS[kind]}</strong>
        </span>
      </div>
      <p>For {spanIn({ timeZone }, window.start, window.end)}</p>
      {shadow && (
        <p className="small">
          <Icon name="ghost" /> Observed only: it kept nobody away
        </p>
      )}
      <Edge title="Begun" edge={begun} commands={view.commands} />
      {ended === null ? (
        <p className="small quiet">Not ended, as far as was known.</p>
      ) : (
        <Edge title="Ended" edge={ended} commands={view.commands} />
      )}
    </li>
  );
}

/** The command that did it: when, which, by whom. */
function Edge({
  title,
  edge: { recordedAt, eventType, commandId, actor },
  commands,
}: {
  readonly title: string;
  readonly edge: SpellEdge;
  readonly commands: TableHistoryView['commands'];
}) {
  const { timeZone } = useWorkplace();
  const type = commands.find((command) => command.commandId === commandId)?.type;
  return (
    <dl className="facts edge">
      <dt>{title}</dt>
      <dd>
        {calendarDay(recordedAt, timeZone)}, {clockSeconds(recordedAt, timeZone)}
      </dd>
      <dt>By</dt>
      <dd>
        {actor.id} <span className="quiet">({actor.kind.replace('-', ' ')})</span>
      </dd>
      <dt>Command</dt>
      <dd>
        {plainWords(type ?? eventType)}
        <span className="quiet"> · {plainWords(eventType)}</span>
        <Copy text={commandId} what={`the id of the command ${plainWords(type ?? eventType)}`} />
      </dd>
    </dl>
  );
}
