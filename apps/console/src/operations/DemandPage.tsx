import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { RefusedGroup, RefusedTotals, RefusedView } from '#contracts';
import { useWorkplace } from '../shell/workplace.js';
import { Button } from '../ui/Button.js';
import { EmptyState } from '../ui/EmptyState.js';
import { Skeleton } from '../ui/Skeleton.js';
import { codeWords } from '../words.js';
import { bucketsOf, RANGES } from './demand/buckets.js';
import type { Range } from './demand/buckets.js';
import { DemandChart } from './demand/DemandChart.js';
import { ReasonTable } from './demand/ReasonTable.js';
import { RefusalList } from './demand/RefusalList.js';
import { bookingsOf, useDemand } from './demand/use-demand.js';
import { explain } from './parts/explain.js';
import { Loaded } from './parts/Loaded.js';
import { Choice, OperationsPage } from './parts/OperationsPage.js';
import './demand/demand.css';

/** What guests asked for and did not get, and who was in the way. */
export default function DemandPage() {
  const [search, setSearch] = useSearchParams();
  const range = rangeOf(search.get('range'));
  const shown = search.get('show') ?? 'all';
  const { overTime, listed } = useDemand(range, shown);
  const groups = overTime.data?.groups ?? [];
  const set = (name: string, value: string): void =>
    setSearch((before) => ({ ...Object.fromEntries(before), [name]: value }), { replace: true });
  return (
    <OperationsPage
      title="Conflicts and refused demand"
      intro="What was asked and not given, and conflicts that were given all the same while enforcement was off."
      tools={
        <>
          <Choice
            label="Time"
            value={range}
            onChoose={(next) => set('range', next)}
            options={Object.entries(RANGES).map(([key, { words }]) => [key as Range, words])}
          />
          <Choice
            label="Reason"
            value={shown}
            onChoose={(next) => set('show', next)}
            options={reasonOptions(groups, shown)}
          />
        </>
      }
    >
      <Loaded query={overTime} label="Counting what was refused" rows={6}>
        {(view) => <OverTime view={view} range={range} />}
      </Loaded>
      <Listed listed={listed} shown={shown} onShow={(code) => set('show', code)} />
    </OperationsPage>
  );
}

function OverTime({ view, range }: { readonly view: RefusedView; readonly range: Range }) {
  const { timeZone } = useWorkplace();
  const buckets = useMemo(
    () => bucketsOf(view.groups, view, range, timeZone),
    [view, range, timeZone],
  );
  if (view.groups.length === 0) {
    return (
      <EmptyState title="Nothing was refused">
        Every wish of the {RANGES[range].words} was granted.
      </EmptyState>
    );
  }
  return <DemandChart buckets={buckets} />;
}

function Listed({
  listed,
  shown,
  onShow,
}: {
  readonly listed: ReturnType<typeof useDemand>['listed'];
  readonly shown: string;
  readonly onShow: (code: string) => void;
}) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = listed;
  if (data === undefined) {
    if (error === null) return <Skeleton rows={6} label="Reading what was refused" />;
    return (
      <p className="trouble" role="alert">
        {explain(error)}
      </p>
    );
  }
  const { groups, totals } = data.pages[0]!;
  const refused = data.pages.flatMap((page) => page.refused);
  if (groups.length === 0) return null;
  return (
    <>
      <Figures totals={totals} />
      <ReasonTable groups={groups} shown={shown} onShow={onShow} />
      <h2>Newest first</h2>
      <RefusalList refused={refused} bookings={bookingsOf(data.pages)} />
      {refused.length === 0 && <p className="quiet">None of this reason.</p>}
      {hasNextPage && (
        <p>
          <Button
            why={isFetchingNextPage ? 'They are being read' : null}
            onClick={() => void fetchNextPage()}
          >
            Older ones
          </Button>
        </p>
      )}
    </>
  );
}

/** Of all reasons together: guests refused for two reasons are in both rows below, and here once. */
function Figures({ totals }: { readonly totals: RefusedTotals }) {
  const figures = [
    ['times refused', totals.refusals],
    ['covers lost', totals.coversLost],
    ['conflicts given all the same', totals.observed],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([words, value]) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd className="figure">{value.toLocaleString('en-GB')}</dd>
        </div>
      ))}
    </dl>
  );
}

function reasonOptions(
  groups: readonly RefusedGroup[],
  shown: string,
): readonly (readonly [string, string])[] {
  const codes = new Set(groups.map(({ code }) => code));
  const each = [...codes].map((code) => [code, codeWords(code).replace(/\.$/, '')] as const);
  const options = [['all', 'all'], ['conflicts', 'conflicts of all kinds'], ...each] as const;
  if (options.some(([value]) => value === shown)) return options;
  return [...options, [shown, shown]];
}

function rangeOf(value: string | null): Range {
  return value !== null && value in RANGES ? (value as Range) : '24h';
}
