import { Link } from 'wouter';
import type { AlertView } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { useNow } from '../../time/clock.js';
import { dayAndTime, roughly } from '../../time/venue-time.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { alertWords, amount, STATE_WORDS, unitWords } from './alert-words.js';

/** One watched value: how it is, since when, what to do, and the way there. */
export function AlertCard({
  alert,
  onRunbook,
}: {
  readonly alert: AlertView;
  readonly onRunbook: (runbook: string) => void;
}) {
  const { title, page } = alertWords(alert);
  const { word, verdict } = STATE_WORDS[alert.state];
  const needsSomebody = alert.state !== 'ok';
  return (
    <li className={`card alert alert-${alert.state}`} aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
        <Badge verdict={verdict}>{word}</Badge>
      </div>
      <AlertValue alert={alert} />
      <p className="small quiet">{alert.description}.</p>
      <AlertSince alert={alert} />
      {needsSomebody && (
        <p className="alert-hint">
          <Marked text={alert.hint} />
        </p>
      )}
      <div className="card-foot">
        {page !== undefined && needsSomebody && (
          <Link className="link-button" href={page.path}>
            {page.label}
          </Link>
        )}
        <Button
          kind={needsSomebody ? 'plain' : 'quiet'}
          aria-label={`Runbook: ${title}`}
          onClick={() => onRunbook(alert.runbook)}
        >
          Runbook
        </Button>
        {page !== undefined && !needsSomebody && (
          <Link className="small" href={page.path}>
            {page.label}
          </Link>
        )}
      </div>
    </li>
  );
}

/** The value beside its threshold, in figures and as a bar that ends at one and a half of it. */
function AlertValue({
  alert: { value, unit, threshold, forSeconds },
}: {
  readonly alert: AlertView;
}) {
  const limit = `fires above ${amount(threshold)}${forSeconds > 0 ? ` for ${roughly(forSeconds)}` : ''}`;
  const end = Math.max(threshold * 1.5, 1);
  const share = (part: number): string => `${Math.min(100, (part / end) * 100)}%`;
  return (
    <div>
      <p>
        <span className="figure">{value === null ? '–' : amount(value)}</span>{' '}
        {unitWords(value, unit)}
      </p>
      <div className="alert-bar" aria-hidden>
        <div className="alert-bar-value" style={{ width: share(value ?? 0) }} />
        <div className="alert-bar-limit" style={{ left: share(threshold) }} />
      </div>
      <p className="small quiet">{limit}</p>
    </div>
  );
}

/** A hint's commands as what can be typed. */
function Marked({ text }: { readonly text: string }) {
  return text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
}

function AlertSince({ alert: { state, since, checkedAt } }: { readonly alert: AlertView }) {
  const { timeZone } = useWorkplace();
  const now = useNow(1_000);
  const ago = (instant: string): string => roughly((now - Date.parse(instant)) / 1_000);
  if (since !== null) {
    return (
      <p>
        Above since <strong>{dayAndTime(since, timeZone)}</strong> ({ago(since)})
      </p>
    );
  }
  if (state !== 'unknown') return null;
  return (
    <p>
      {checkedAt === null
        ? 'Nobody has looked yet. Does a process with the role alerts run?'
        : `Looked at last ${ago(checkedAt)} ago.`}
    </p>
  );
}
