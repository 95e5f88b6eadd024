import { useState } from 'react';
import { Button } from '../../ui/Button.js';
import { useNotices } from '../../ui/telling.js';

/** An id to read and to take along. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const { say, tell } = useNotices();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      // Only there on https and localhost.
      await navigator.clipboard.writeText(text);
      setCopied(true);
      say('Copied');
    } catch {
      tell({ text: 'This browser does not let the page copy.', detail: text });
    }
  };
  return (
    <span className="copy">
      <code>{text}</code>
      <Button kind="quiet" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  );
}
