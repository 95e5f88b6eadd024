import { useMemo, useRef } from 'react';
import type { Table, Uuid } from '#contracts';
import { Joined } from './Joined.js';
import { PlanTable } from './PlanTable.js';
import type { Face } from './PlanTable.js';
import { planOf } from './plan-layout.js';
import { useRoving } from './use-roving.js';
import { useSize } from './use-size.js';
import './plan.css';

export interface FloorPlanProps {
  /** What it shows, for those who listen. */
  readonly label: string;
  readonly tables: readonly Table[];
  readonly faces: ReadonlyMap<Uuid, Face>;
  readonly joined: readonly (readonly Uuid[])[];
  readonly onPick: (tableId: Uuid) => void;
}

/** Pixels per plan unit: below it a finger misses; then the plan scrolls. Above it, it is a toy. */
const SCALE_MIN = 0.64;
const SCALE_MAX = 1.25;

/**
 * The floor of a venue, drawn. Plain SVG: a table is one element with a role, a name and a place in
 * the tab order, which a canvas or a drawing library would only hide.
 */
export function FloorPlan({ label, tables, faces, joined, onPick }: FloorPlanProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const plan = useMemo(
    () => planOf(tables, { width, height, scaleMin: SCALE_MIN }),
    [tables, width, height],
  );
  const { current, setCurrent, onKeyDown, refOf, places } = useRoving(plan);
  const fit = Math.min(width / plan.width, height / plan.height, SCALE_MAX);
  const scale = Math.max(SCALE_MIN, fit);
  return (
    <div className="plan" ref={frame}>
      {width > 0 && (
        <svg
          role="group"
          aria-label={label}
          width={Math.floor(plan.width * scale)}
          height={Math.floor(plan.height * scale)}
          viewBox={`0 0 ${plan.width} ${plan.height}`}
        >
          <Patterns />
          {plan.areas.map((area) => (
            <g key={area.name} className="plan-area">
              <rect x={area.x} y={area.y} width={area.width} height={area.height} rx={16} />
              <text x={area.x + 18} y={area.y + 30} className="plan-zone">
                {area.name}
              </text>
            </g>
          ))}
          {joined.map((tableIds) => (
            <Joined key={tableIds.join()} tableIds={tableIds} places={places} />
          ))}
          {plan.areas.map((area) => (
            <g key={area.name} role="group" aria-label={area.name}>
              {area.tables.map((place) => {
                const { id } = place.table;
                const face = faces.get(id);
                if (face === undefined) return null;
                return (
                  <PlanTable
                    key={id}
                    place={place}
                    face={face}
                    tabbable={id === current}
                    ref={refOf(id)}
                    onPick={() => onPick(id)}
                    onFocus={() => setCurrent(id)}
                    onKeyDown={(event) => onKeyDown(event, place)}
                  />
                );
              })}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

/** States are told apart without colour, too. The legend uses them as well. */
function Patterns() {
  return (
    <defs>
      <pattern id="plan-hatch" width="10" height="10" patternUnits="userSpaceOnUse">
        <rect width="10" height="10" className="hatch-ground" />
        <path d="M-2 2L2 -2M0 10L10 0M8 12L12 8" className="hatch-line" />
      </pattern>
      <pattern id="plan-cross" width="12" height="12" patternUnits="userSpaceOnUse">
        <rect width="12" height="12" className="cross-ground" />
        <path d="M0 0L12 12M12 0L0 12" className="cross-line" />
      </pattern>
      <pattern id="plan-dots" width="9" height="9" patternUnits="userSpaceOnUse">
        <rect width="9" height="9" className="dots-ground" />
        <circle cx="2.5" cy="2.5" r="1.3" className="dots-dot" />
      </pattern>
    </defs>
  );
}
