import type { Check, ManualContext, SelectionSummary } from '#contracts';
import { Badge, VERDICT_OF } from '../ui/Badge.js';
import { Icon } from '../ui/Icon.js';
import type { Setting } from '../words.js';
import { CHECK_TITLES, foundWords } from './check-words.js';
import type { Validation } from './use-context.js';

const URGENCY = { error: 0, warn: 1, ok: 2 } as const;

/** What the service says to the tables picked: every check, the grave ones in full. */
export function Verdict({
  validation: { answer, isCurrent, problem },
  context,
  setting,
}: {
  readonly validation: Validation;
  readonly context: ManualContext;
  readonly setting: Setting;
}) {
  if (answer === null) {
    const unchecked = problem === null ? 'Checking…' : 'Could not be checked; it will be again.';
    return <p className="quiet">{unchecked}</p>;
  }
  const checks = [...answer.checks].sort((a, b) => URGENCY[a.status] - URGENCY[b.status]);
  const words = (check: Check): string =>
    foundWords(check, answer.blockers, context.tables, setting);
  const passed = checks.filter(({ status }) => status === 'ok');
  const failed = checks.filter(({ status }) => status !== 'ok');
  // Two checks may find the same: a party too large for the seats is too large for the table.
  const said = failed.map(words);
  const told = failed.filter((_, i) => said.indexOf(said[i]!) === i);
  return (
    <div className={`verdict ${isCurrent ? '' : 'is-old'}`} aria-busy={!isCurrent}>
      <p>
        <SummaryWords summary={answer.summary} />
      </p>
      <ul className="checks" aria-live="polite">
        {told.map((check) => (
          <li key={check.id}>
            <Badge verdict={VERDICT_OF[check.status]} />
            <span>
              <strong>{CHECK_TITLES[check.id]}.</strong> {words(check)}
            </span>
          </li>
        ))}
        {passed.length > 0 && (
          <li>
            <Badge verdict="pass" />
            <details>
              <summary>
                {told.length === 0 ? 'All' : 'The other'} {passed.length} checks
              </summary>
              <ul className="passed">
                {passed.map((check) => (
                  <li key={check.id}>
                    <Icon name="check" /> {words(check)}
                  </li>
                ))}
              </ul>
            </details>
          </li>
        )}
      </ul>
    </div>
  );
}

function SummaryWords({ summary }: { readonly summary: SelectionSummary }) {
  const { tableLabels, totalCapacity, partySize, slack, zone } = summary;
  const spare =
    slack < 0 ? `${-slack} too few` : slack === 0 ? 'none to spare' : `${slack} to spare`;
  return (
    <>
      <strong>{tableLabels.join(' + ')}</strong>: {totalCapacity} seats for {partySize}, {spare}
      {zone !== null && `, ${zone}`}
    </>
  );
}
