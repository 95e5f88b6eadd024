import { useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';
import { REASON_MAX } from './reason.js';
import { useDraft } from './use-draft.js';
import './AskDialog.css';

export interface AskDialogProps {
  readonly title: string;
  /** What it will do, in words. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly doIt: string;
  /** The word on the one that does not; absent: Cancel. */
  readonly leaveIt?: string;
  readonly kind?: 'primary' | 'danger';
  /** Asks why; what is typed is handed on, and kept under the subject until then. */
  readonly asksReason?: { readonly hint: string; readonly subject: string };
  /** For what cannot be undone: it has to be typed exactly. */
  readonly typed?: string;
  /** Does it, and closes; what it throws is said in the dialog, and nothing typed is lost. */
  readonly onDo: (reason: string) => Promise<void>;
  readonly explain: (error: unknown) => string;
  readonly onClose: () => void;
}

/** Asks before something is done: with a reason, or with a word to type, where that is due. */
export function AskDialog(props: AskDialogProps) {
  const { title, children, doIt, leaveIt = 'Cancel', kind = 'primary', asksReason, typed } = props;
  const [reason, setReason, forgetReason] = useDraft(asksReason?.subject ?? title, '');
  // A safeguard, which is typed anew each time.
  const [confirmation, setConfirmation] = useState('');
  const onClose = (): void => {
    forgetReason();
    props.onClose();
  };
  const { isUnderWay, refusal, run } = useDoing({ ...props, onClose });
  const reasonId = useId();
  const typedId = useId();
  const why = whyNot({ isUnderWay, asksReason, reason, typed, confirmation });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (why === null) void run(reason.trim());
        }}
      >
        <div className="ask-words">{children}</div>
        {asksReason !== undefined && (
          <div className="ask-field">
            <label htmlFor={reasonId}>Why?</label>
            <textarea
              id={reasonId}
              rows={2}
              maxLength={REASON_MAX}
              placeholder={asksReason.hint}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </div>
        )}
        {typed !== undefined && (
          <div className="ask-field">
            <label htmlFor={typedId}>
              Type <strong>{typed}</strong> to go on
            </label>
            <input
              id={typedId}
              autoComplete="off"
              spellCheck={false}
              value={confirmation}
              onChange={({ target }) => setConfirmation(target.value)}
            />
          </div>
        )}
        {refusal !== null && (
          <p className="ask-refusal" role="alert">
            {refusal}
          </p>
        )}
        <footer>
          <Button onClick={onClose}>{leaveIt}</Button>
          <Button kind={kind} type="submit" why={why}>
            {isUnderWay ? 'One moment…' : doIt}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function useDoing({ onDo, onClose, explain }: AskDialogProps) {
  const [isUnderWay, setUnderWay] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  // Two presses before the page is drawn again are one.
  const busy = useRef(false);
  const run = async (reason: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setUnderWay(true);
    setRefusal(null);
    try {
      await onDo(reason);
      onClose();
    } catch (error) {
      setRefusal(explain(error));
      setUnderWay(false);
    } finally {
      busy.current = false;
    }
  };
  return { isUnderWay, refusal, run };
}

function whyNot(asked: {
  readonly isUnderWay: boolean;
  readonly asksReason: AskDialogProps['asksReason'];
  readonly reason: string;
  readonly typed: string | undefined;
  readonly confirmation: string;
}): string | null {
  const { isUnderWay, asksReason, reason, typed, confirmation } = asked;
  if (isUnderWay) return 'It is under way';
  if (asksReason !== undefined && reason.trim() === '') return 'Say why first: it is kept with it';
  if (typed !== undefined && confirmation.trim() !== typed) return `Type ${typed} first`;
  return null;
}
