import type { ReactNode } from 'react';
import { isUndecided } from '../api/problem.js';
import { clockSeconds } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import type { IconName } from '../ui/Icon.js';
import { problemWords } from '../words.js';
import type { Setting } from '../words.js';
import { changeWords, changesOf } from './change-words.js';
import { labelsOf } from './HoldBar.js';
import type { Desk } from './use-desk.js';
import type { Doing, Trouble } from './use-doing.js';

const FAILED: { readonly [D in Doing]: string } = {
  hold: 'Not held.',
  extend: 'Not held any longer than before.',
  release: 'Not released.',
  confirm: 'Not confirmed.',
};

/** What the person must know before going on: what failed, what changed, how a hold ended. */
export function DeskMessages({
  desk,
  setting,
}: {
  readonly desk: Desk;
  readonly setting: Setting;
}) {
  const { held, changes, trouble, seen } = desk;
  return (
    <div className="desk-messages">
      {trouble !== null && <TroubleMessage {...{ trouble, setting, seen }} />}
      {changes.length > 0 && (
        <Message icon="warning" title="Changed while you looked" onSeen={seen}>
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}.</li>
            ))}
          </ul>
        </Message>
      )}
      {held.status === 'lapsed' && (
        <Message icon="clock" title="The hold has run out" onSeen={seen}>
          {labelsOf(held.hold)} {held.hold.tables.length === 1 ? 'is' : 'are'} everybody’s again
          since {clockSeconds(held.hold.expiresAt, setting.timeZone)}. Your choice is kept: hold
          again if it is still free.
        </Message>
      )}
      {held.status === 'gone' && (
        <Message icon="warning" title="The hold has ended" onSeen={seen}>
          {labelsOf(held.hold)}: somebody released or confirmed it. Your choice is kept.
        </Message>
      )}
    </div>
  );
}

function TroubleMessage({
  trouble: { doing, problem },
  setting,
  seen,
}: {
  readonly trouble: Trouble;
  readonly setting: Setting;
  readonly seen: () => void;
}) {
  const changes = problem.code === 'STALE_CONTEXT' ? changesOf(problem) : [];
  const isRace = doing === 'hold' && (problem.rejection?.blockers.length ?? 0) > 0;
  const failed = isUndecided(problem) ? 'No answer.' : FAILED[doing];
  const title = isRace ? 'Not held: somebody was faster.' : failed;
  return (
    <Message icon="cross" tone="error" title={title} onSeen={seen}>
      {problemWords(problem, setting)}
      {changes.length > 0 && (
        <ul>
          {changes.map((change) => (
            <li key={`${change.type}${change.at}`}>{changeWords(change, setting)}</li>
          ))}
        </ul>
      )}
      {problem.code === 'STALE_CONTEXT' && (
        <p>You see it as it is now, and your choice is kept. If it is still right, do it again.</p>
      )}
    </Message>
  );
}

function Message({
  icon,
  title,
  tone = 'warning',
  onSeen,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly tone?: 'warning' | 'error';
  readonly onSeen: () => void;
  readonly children: ReactNode;
}) {
  return (
    <div className={`desk-message desk-message-${tone}`} role="alert">
      <div>
        <strong>
          <Icon name={icon} /> {title}
        </strong>{' '}
        {children}
      </div>
      <Button kind="quiet" onClick={onSeen}>
        Understood
      </Button>
    </div>
  );
}
