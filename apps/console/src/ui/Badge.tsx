import type { ReactNode } from 'react';
import { Icon } from './Icon.js';
import './Badge.css';

export type Verdict = 'pass' | 'warning' | 'error';

const WORDS = { pass: 'Pass', warning: 'Warning', error: 'Error' } as const;
const ICONS = { pass: 'check', warning: 'warning', error: 'cross' } as const;

/** Pass, Warning or Error: by word, mark and colour, never by colour alone. */
export function Badge({
  verdict,
  children,
}: {
  readonly verdict: Verdict;
  /** Instead of the verdict's word. */
  readonly children?: ReactNode;
}) {
  return (
    <span className={`badge badge-${verdict}`}>
      <Icon name={ICONS[verdict]} />
      {children ?? WORDS[verdict]}
    </span>
  );
}

/** The badge of a check as the evaluator answers it. */
export const VERDICT_OF = { ok: 'pass', warn: 'warning', error: 'error' } as const;
