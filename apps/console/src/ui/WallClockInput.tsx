import type { InputHTMLAttributes } from 'react';

export interface WallClockInputProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'lang' | 'value' | 'onChange'
> {
  /** `2026-11-27T19:30` on the venue's clock; empty: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/**
 * A day and a time on the venue's clock. The field of a browser knows no zone, so what is typed is
 * handed on as it stands, wherever the browser is; and it is written as the page writes times, day
 * first and in 24 hours, where the browser heeds the language of a field.
 */
export function WallClockInput({ onChange, ...rest }: WallClockInputProps) {
  return (
    <input
      {...rest}
      type="datetime-local"
      lang="en-GB"
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
