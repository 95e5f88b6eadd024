import { useId } from 'react';
import type { ButtonHTMLAttributes } from 'react';
import { useNote } from './use-note.js';
import './Button.css';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** Why it cannot be pressed now, in words; null or absent: it can. */
  readonly why?: string | null;
}

/**
 * A button that says why it does nothing: it stays reachable by keyboard and pointer, and tells the
 * reason to both. Pressed all the same it shows it in a note: a finger knows no tooltip.
 */
export function Button({
  kind = 'plain',
  why = null,
  type = 'button',
  onClick,
  title,
  children,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const { button, note, show } = useNote();
  const isOff = why !== null;
  return (
    <>
      <button
        {...rest}
        ref={button}
        type={type}
        className={`button button-${kind} ${rest.className ?? ''}`}
        aria-disabled={isOff || undefined}
        aria-describedby={isOff ? reasonId : rest['aria-describedby']}
        title={why ?? title}
        onClick={(event) => {
          if (!isOff) return onClick?.(event);
          event.preventDefault();
          show();
        }}
      >
        {children}
      </button>
      {isOff && (
        <span ref={note} id={reasonId} className="button-note" popover="auto" role="status">
          {why}.
        </span>
      )}
    </>
  );
}
