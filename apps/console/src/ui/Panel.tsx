import { useId } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.js';
import './Panel.css';

export interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Absent: it cannot be closed. */
  readonly onClose?: () => void;
  /** Beside the title. */
  readonly aside?: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, children, onClose, aside }: PanelProps) {
  const titleId = useId();
  return (
    <section className="panel" aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>{title}</h2>
        {aside}
        {onClose !== undefined && (
          <Button kind="quiet" aria-label="Close" onClick={onClose}>
            ✕
          </Button>
        )}
      </header>
      {children}
    </section>
  );
}
