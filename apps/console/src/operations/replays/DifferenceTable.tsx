import type { TableDifference } from '#contracts';
import { amount } from '../health/alert-words.js';

/** How the live tables differ from the log, and which rows those are. */
export function DifferenceTable({
  difference,
  isApplied,
}: {
  readonly difference: readonly TableDifference[];
  readonly isApplied: boolean;
}) {
  const examples = difference.flatMap(({ table, examples }) =>
    examples.map((example) => ({ table, example })),
  );
  return (
    <div className="difference">
      <div className="grid-frame" tabIndex={0} role="region" aria-label="The difference by table">
        <table className="grid">
          <caption className="spoken">Rows by table that a repair touches</caption>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" className="count">
                {isApplied ? 'Added' : 'To add'}
              </th>
              <th scope="col" className="count">
                {isApplied ? 'Removed' : 'To remove'}
              </th>
              <th scope="col" className="count">
                {isApplied ? 'Changed' : 'To change'}
              </th>
            </tr>
          </thead>
          <tbody>
            {difference.map(({ table, added, removed, changed }) => (
              <tr key={table}>
                <th scope="row" className="mono">
                  {table}
                </th>
                <td className="count">{amount(added)}</td>
                <td className="count">{amount(removed)}</td>
                <td className="count">{amount(changed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {examples.length > 0 && (
        <details>
          <summary>Which rows: the first {examples.length}</summary>
          <ul className="examples">
            {examples.map(({ table, example }) => (
              <li key={`${table} ${example}`} className="mono">
                {table}: {example}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
