import type { RefusedGroup } from '#contracts';
import { OBSERVED, reasonOf } from './buckets.js';

/** What was refused for each reason, with what it cost; a press lists that reason alone. */
export function ReasonTable({
  groups,
  shown,
  onShow,
}: {
  readonly groups: readonly RefusedGroup[];
  /** The code that is listed alone. */
  readonly shown: string;
  readonly onShow: (code: string) => void;
}) {
  return (
    <div className="grid-frame">
      <table className="grid reasons">
        <caption className="spoken">Refusals by reason, with covers lost</caption>
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col" className="count">
              Times
            </th>
            <th scope="col" className="count">
              Bookings
            </th>
            <th scope="col" className="count">
              Covers
            </th>
            <th scope="col" className="count">
              Covers lost
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const { key, words } = reasonOf(group);
            const isShown = shown === group.code;
            return (
              <tr key={`${key} ${group.code}`} className={isShown ? 'is-shown' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="reason"
                    aria-pressed={isShown}
                    onClick={() => onShow(isShown ? 'all' : group.code)}
                  >
                    {key === OBSERVED.key
                      ? `${words}: ${reasonOf({ ...group, observed: false }).words.toLowerCase()}`
                      : words}
                  </button>
                </th>
                <td className="count">{group.refusals}</td>
                <td className="count">{group.bookings}</td>
                <td className="count">{group.observed ? '–' : group.covers}</td>
                <td className="count">{group.observed ? '–' : group.coversLost}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
