import { useId } from 'react';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';
import { REASON_MAX } from './reason.js';
import { useDraft } from './use-draft.js';

export interface ReasonDialogProps {
  readonly title: string;
  /** What the reason is kept under until it is said: see {@link useDraft}. */
  readonly subject: string;
  /** What will happen. */
  readonly what: string;
  /** The word on the button. */
  readonly action: string;
  readonly onClose: () => void;
  /** Answers whether it was done: then the dialog closes, else what was typed stays. */
  readonly onReason: (reason: string) => Promise<boolean>;
}

/** Asks why, for whoever reads the log later. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, subject, what, action, onReason } = props;
  const [reason, setReason, forgetReason] = useDraft(subject, '');
  const id = useId();
  const why = reason.trim() === '' ? 'Say why' : null;
  const onClose = (): void => {
    forgetReason();
    props.onClose();
  };
  const submit = async (): Promise<void> => {
    if (why === null && (await onReason(reason.trim()))) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" why={why} onClick={() => void submit()}>
            {action}
          </Button>
        </>
      }
    >
      <p>{what}</p>
      <div className="form-row">
        <label htmlFor={id}>Why</label>
        <input
          id={id}
          maxLength={REASON_MAX}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          onKeyDown={({ key }) => key === 'Enter' && void submit()}
        />
      </div>
    </Dialog>
  );
}
