import type { Uuid } from '#contracts';
import type { PlannedTable } from './plan-layout.js';
import { Outline } from './PlanTable.js';

/** Tables that are joined, in one outline. */
export function Joined({
  tableIds,
  places,
}: {
  readonly tableIds: readonly Uuid[];
  readonly places: ReadonlyMap<Uuid, PlannedTable>;
}) {
  const members = tableIds.flatMap((id) => places.get(id) ?? []);
  if (members.length < 2) return null;
  // Drawn twice, wide and then a little less so: what is left of the first is the outline.
  return (
    <g className="plan-joined">
      <Body members={members} by={22} className="plan-joined-edge" />
      <Body members={members} by={18} className="plan-joined-inside" />
    </g>
  );
}

function Body({
  members,
  by,
  className,
}: {
  readonly members: readonly PlannedTable[];
  readonly by: number;
  readonly className: string;
}) {
  return (
    <g className={className}>
      {bridgesOf(members).map(([a, b]) => (
        <line
          key={`${a.table.id}${b.table.id}`}
          x1={a.x}
          y1={a.y}
          x2={b.x}
          y2={b.y}
          strokeWidth={44 + 2 * by - 36}
        />
      ))}
      {members.map((place) => (
        <g
          key={place.table.id}
          transform={`translate(${place.x} ${place.y}) rotate(${place.table.position.rotation})`}
        >
          <Outline place={place} by={by} className="" />
        </g>
      ))}
    </g>
  );
}

/** The shortest bridges that make one of all: each table to the nearest that is already reached. */
function bridgesOf(members: readonly PlannedTable[]): readonly [PlannedTable, PlannedTable][] {
  const reached = [members[0]!];
  const waiting = members.slice(1);
  const bridges: [PlannedTable, PlannedTable][] = [];
  while (waiting.length > 0) {
    const pairs = reached.flatMap((a) => waiting.map((b) => [a, b] as const));
    const [a, b] = pairs.reduce((best, pair) => (apart(...pair) < apart(...best) ? pair : best));
    bridges.push([a, b]);
    reached.push(b);
    waiting.splice(waiting.indexOf(b), 1);
  }
  return bridges;
}

function apart(a: PlannedTable, b: PlannedTable): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
