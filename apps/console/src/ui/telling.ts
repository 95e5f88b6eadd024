import { createContext, useContext } from 'react';

export interface NoticeAction {
  readonly label: string;
  readonly act: () => void;
}

export interface Notice {
  readonly tone?: 'plain' | 'error';
  readonly text: string;
  readonly detail?: string;
  readonly actions?: readonly NoticeAction[];
  /** How long it stays; absent: 8 s, and until it is closed when it is an error. */
  readonly staysMs?: number;
}

export interface Notices {
  /** Shows a notice at the foot of the page, and reads it out. */
  readonly tell: (notice: Notice) => void;
  /** Only reads it out. */
  readonly say: (text: string) => void;
  /** Takes whoever works by keyboard to the newest notice's first button; closing leads back. */
  readonly focusNewest: () => void;
}

export const NoticesContext = createContext<Notices | null>(null);

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === null) throw new Error('outside of <NoticesProvider>');
  return notices;
}
