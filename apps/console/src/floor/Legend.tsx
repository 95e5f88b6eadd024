import { Icon } from '../ui/Icon.js';
import type { TableState } from './floor-states.js';
import { STATES } from './state-words.js';
import './legend.css';

/** What the colours, patterns and marks of the plan beside it mean. */
export function Legend() {
  return (
    <ul className="legend" aria-label="What the tables’ looks mean">
      {(Object.keys(STATES) as TableState[]).map((state) => {
        const { word, meaning, icon } = STATES[state];
        return (
          <li key={state} title={meaning}>
            <svg viewBox="-20 -20 40 40" width="26" height="26" aria-hidden>
              <g className={`plan-table plan-${state}`}>
                <rect className="plan-body" x={-16} y={-16} width={32} height={32} rx={8} />
                {icon !== null && (
                  <g className="legend-mark" transform="translate(-11 -11) scale(1.4)">
                    <Icon name={icon} />
                  </g>
                )}
              </g>
            </svg>
            {word}
            <span className="spoken">: {meaning}</span>
          </li>
        );
      })}
      <li>
        <svg viewBox="-20 -20 40 40" width="26" height="26" aria-hidden>
          <rect className="legend-joined" x={-18} y={-12} width={36} height={24} rx={9} />
        </svg>
        Joined
        <span className="spoken">: several tables for one party</span>
      </li>
    </ul>
  );
}
