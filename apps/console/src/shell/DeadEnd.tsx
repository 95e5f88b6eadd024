import type { ReactNode } from 'react';
import { signOut, useSignedIn } from '../session/session.js';
import { Button } from '../ui/Button.js';
import { EmptyState } from '../ui/EmptyState.js';
import './DeadEnd.css';

/** Where a token leads to no page: why, what to do, and the way out to another token. */
export function DeadEnd({
  title,
  children,
  onRetry,
}: {
  readonly title: string;
  readonly children: ReactNode;
  /** Absent: trying again would not help. */
  readonly onRetry?: () => void;
}) {
  const { subject, roles } = useSignedIn();
  return (
    <main>
      <h1 className="spoken">Allocator console</h1>
      <EmptyState title={title}>
        <p role="alert">{children}</p>
        <p>
          You are signed in as <strong>{subject}</strong>, as {roles.join(' and ') || 'nobody'}.
        </p>
        <div className="dead-end-ways">
          {onRetry !== undefined && (
            <Button kind="primary" onClick={onRetry}>
              Try again
            </Button>
          )}
          <Button kind={onRetry === undefined ? 'primary' : 'plain'} onClick={() => signOut()}>
            Sign out
          </Button>
        </div>
      </EmptyState>
    </main>
  );
}
