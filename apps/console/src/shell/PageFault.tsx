import { Component } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/Button.js';
import { EmptyState } from '../ui/EmptyState.js';

interface State {
  readonly error: Error | null;
}

/** A fault of one page leaves the rest of the console standing. */
export class PageFault extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <EmptyState title="This page has a fault">
        {error.message}
        <br />
        <Button onClick={() => location.reload()}>Load the console again</Button>
      </EmptyState>
    );
  }
}
