import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { TableHistoryView, VenueView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { AtVenue } from '../shell/AtVenue.js';
import { useWorkplace } from '../shell/workplace.js';
import { instantOf } from '../time/instant-of.js';
import { dayAndTime } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { Skeleton } from '../ui/Skeleton.js';
import { useNotices } from '../ui/telling.js';
import { shortId } from '../words.js';
import { MomentForm } from './history/MomentForm.js';
import { holderOf, SpellCard } from './history/SpellCard.js';
import { searchOf, useMoment } from './history/use-moment.js';
import { explain } from './parts/explain.js';
import { OperationsPage } from './parts/OperationsPage.js';
import './history/history.css';

/** Who had a table at a time, as was known at another, and which command did it. */
export default function HistoryPage() {
  const [search] = useSearchParams();
  return (
    <AtVenue venueId={search.get('venue')}>
      <History />
    </AtVenue>
  );
}

function History() {
  const [moment, change] = useMoment();
  const { venueId, timeZone } = useWorkplace();
  const { tell } = useNotices();
  const at = moment.at === null ? null : instantOf(moment.at, timeZone);
  const asOf = moment.asOf === null ? null : instantOf(moment.asOf, timeZone);
  const history = useInfiniteQuery({
    queryKey: keyOf('history', venueId, moment.tableId, at, asOf),
    queryFn: ({ signal, pageParam: after }) =>
      get<TableHistoryView>(
        `/api/venues/${venueId}/history`,
        { tableId: moment.tableId, at, asOf, after },
        signal,
      ),
    enabled: moment.tableId !== '',
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  const copyLink = (): void => {
    const { origin, pathname } = location;
    // The very question, whatever the address says by default.
    const link = `${origin}${pathname}?${searchOf(venueId, moment).toString()}`;
    navigator.clipboard.writeText(link).then(
      () => tell({ text: 'The link was copied.' }),
      () => tell({ text: 'This browser does not let the page copy.', detail: link }),
    );
  };
  return (
    <OperationsPage
      title="History"
      intro="Who had a table at a time, as was known at another, and which command did it. The log forgets nothing."
      tools={<Button onClick={copyLink}>Copy a link to this</Button>}
    >
      <MomentForm moment={moment} onChange={change} />
      <Answer history={history} at={at} asOf={asOf} tableId={moment.tableId} />
    </OperationsPage>
  );
}

function Answer({
  history,
  at,
  asOf,
  tableId,
}: {
  readonly history: ReturnType<typeof useInfiniteQuery<TableHistoryView>>;
  readonly at: string | null;
  readonly asOf: string | null;
  readonly tableId: string;
}) {
  const { venue } = useWorkplace();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = history;
  if (error !== null) {
    return (
      <p className="trouble" role="alert">
        {explain(error)}
      </p>
    );
  }
  if (data === undefined) return <Skeleton rows={4} label="Reading the log" />;
  const label = labelOf(tableId, venue);
  const spells = data.pages.flatMap((view) =>
    view.spells.map((spell) => (
      <SpellCard key={`${spell.id} ${spell.begun.seq}`} spell={spell} view={view} />
    )),
  );
  return (
    <>
      <p className="answer" role="status">
        <AnswerWords label={label} view={data.pages[0]!} at={at} asOf={asOf} />
      </p>
      <ul className="cards spells">{spells}</ul>
      {hasNextPage && (
        <p>
          <Button
            why={isFetchingNextPage ? 'They are being read' : null}
            onClick={() => void fetchNextPage()}
          >
            More
          </Button>
        </p>
      )}
    </>
  );
}

/** `T12`; the first characters of its id when the floor plan has no such table. */
function labelOf(tableId: string, { tables }: VenueView): string {
  return tables.find(({ id }) => id === tableId)?.label ?? `Table ${shortId(tableId)}`;
}

/** The answer in one sentence. */
function AnswerWords({
  label,
  view,
  at,
  asOf,
}: {
  readonly label: string;
  readonly view: TableHistoryView;
  readonly at: string | null;
  readonly asOf: string | null;
}) {
  const { timeZone } = useWorkplace();
  const known = asOf === null ? 'as known now' : `as known ${dayAndTime(asOf, timeZone)}`;
  if (at === null) {
    const none = view.spells.length === 0;
    return <>{none ? `Nobody ever had ${label}, ${known}.` : `All who had ${label}, ${known}.`}</>;
  }
  const [first] = view.spells;
  const when = dayAndTime(at, timeZone);
  if (first === undefined) return <>{`Nobody had ${label} on ${when}, ${known}.`}</>;
  return (
    <>
      {label} on {when}: <strong>{holderOf(first, view, timeZone)}</strong>, {known}.
    </>
  );
}
