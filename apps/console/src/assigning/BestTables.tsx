import { useMutation } from '@tanstack/react-query';
import type { Alternative, ManualContext, QuoteAnswer, Uuid } from '#contracts';
import type { ApiProblem } from '../api/problem.js';
import { Button } from '../ui/Button.js';
import { problemWords } from '../words.js';
import type { Setting } from '../words.js';
import { auto } from './api.js';
import { MakeRoom } from './MakeRoom.js';
import { Suggestions } from './Suggestions.js';
import { traceWords } from './trace-words.js';

export interface BestTablesProps {
  readonly context: ManualContext;
  readonly setting: Setting;
  readonly picked: readonly Uuid[];
  readonly onTake: (alternative: Alternative) => void;
}

/** Lets the service choose, and tells how it came to that; or how else the party could be seated. */
export function BestTables({ context, setting, picked, onTake }: BestTablesProps) {
  const { bookingId } = context.booking;
  const quote = useMutation<QuoteAnswer, ApiProblem>({
    mutationFn: () => auto.quote(bookingId),
    onSuccess: ({ tables, window, summary }) => {
      if (tables === null) return;
      onTake({ tables, window, sameTime: true, spareSeats: summary?.slack ?? 0 });
    },
  });
  const answer = quote.data;
  return (
    <div className="best">
      <div className="hold-actions">
        <Button
          why={quote.isPending ? 'It is being looked for' : null}
          onClick={() => quote.mutate()}
        >
          {context.suggestions.length > 0 ? 'Best tables' : 'Other times'}
        </Button>
        <MakeRoom bookingId={bookingId} setting={setting} />
      </div>
      {quote.error !== null && <p role="alert">{problemWords(quote.error, setting)}</p>}
      {answer !== undefined && <Quoted {...{ answer, setting, picked, onTake }} />}
    </div>
  );
}

function Quoted({
  answer: { tables, trace, alternatives, nextTimes },
  ...props
}: Omit<BestTablesProps, 'context'> & { readonly answer: QuoteAnswer }) {
  return (
    <div className="quoted">
      <p role="status">
        {tables !== null && (
          <>
            <strong>{tables.map(({ label }) => label).join(' + ')}</strong> picked for you.
          </>
        )}
        {tables === null && (nextTimes.length === 0 ? 'No other time was found today.' : null)}
      </p>
      <details>
        <summary>{tables === null ? 'Why nothing fits' : 'Why these'}</summary>
        <ul>
          {traceWords(trace).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
      <Suggestions
        title="Instead"
        alternatives={alternatives.filter(({ sameTime }) => sameTime)}
        {...props}
      />
      <Suggestions title="The nearest times that would work" alternatives={nextTimes} {...props} />
    </div>
  );
}
