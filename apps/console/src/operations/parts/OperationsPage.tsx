import type { ReactNode } from 'react';
import './operations.css';

/** The frame of an operations page: what it is for, and what can be set for all of it. */
export function OperationsPage({
  title,
  intro,
  tools,
  children,
}: {
  readonly title: string;
  readonly intro: ReactNode;
  /** Filters and scopes, beside the title. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="operations">
      <header className="operations-head">
        <div>
          <h1>{title}</h1>
          <p className="quiet">{intro}</p>
        </div>
        {tools !== undefined && <div className="operations-tools">{tools}</div>}
      </header>
      {children}
    </div>
  );
}

/** A labelled choice in the head of a page. */
export function Choice<V extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly onChoose: (value: V) => void;
}) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChoose(target.value as V)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
