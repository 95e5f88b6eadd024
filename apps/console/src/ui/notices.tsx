import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.js';
import { NoticesContext } from './telling.js';
import type { Notice } from './telling.js';
import './notices.css';

interface Shown extends Notice {
  readonly id: number;
}

const SHOWN_MAX = 3;
const STAYS_MS = 8_000;

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const [spoken, setSpoken] = useState('');
  const nextId = useRef(1);
  const close = useCallback(
    (id: number) => setShown((notices) => notices.filter((notice) => notice.id !== id)),
    [],
  );
  const tell = useCallback(
    (notice: Notice) => {
      const id = nextId.current++;
      // One refusal at a time: what was said of an earlier try helps nobody.
      setShown((notices) => [
        ...notices.filter(({ tone }) => tone !== 'error').slice(1 - SHOWN_MAX),
        { ...notice, id },
      ]);
      const staysMs = notice.staysMs ?? (notice.tone === 'error' ? null : STAYS_MS);
      if (staysMs !== null) window.setTimeout(() => close(id), staysMs);
    },
    [close],
  );
  const region = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const [focusAsked, askForFocus] = useState(0);
  const focusNewest = useCallback(() => askForFocus((times) => times + 1), []);
  // Once what was told before is drawn.
  useEffect(() => {
    if (focusAsked === 0) return;
    cameFrom.current = document.activeElement;
    region.current?.querySelector<HTMLElement>('.notice:last-child button')?.focus();
  }, [focusAsked]);
  const leave = (id: number): void => {
    const hadFocus = region.current?.contains(document.activeElement) ?? false;
    if (hadFocus && cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
    close(id);
  };
  const notices = useMemo(() => ({ tell, say: setSpoken, focusNewest }), [tell, focusNewest]);
  return (
    <NoticesContext value={notices}>
      {children}
      <div className="spoken" aria-live="assertive">
        {spoken}
      </div>
      <div ref={region} className="notices" aria-live="polite" aria-label="Notices" role="region">
        {shown.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} onClose={() => leave(notice.id)} />
        ))}
      </div>
    </NoticesContext>
  );
}

function NoticeCard({
  notice: { tone = 'plain', text, detail, actions = [] },
  onClose,
}: {
  readonly notice: Notice;
  readonly onClose: () => void;
}) {
  return (
    <div className={`notice notice-${tone}`}>
      <p>
        <strong>{text}</strong> {detail}
      </p>
      <div className="notice-actions">
        {actions.map(({ label, act }) => (
          <Button
            key={label}
            onClick={() => {
              onClose();
              act();
            }}
          >
            {label}
          </Button>
        ))}
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
