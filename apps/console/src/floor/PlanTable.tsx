import type { KeyboardEvent, Ref } from 'react';
import { Icon } from '../ui/Icon.js';
import type { TableState } from './floor-states.js';
import type { PlannedTable } from './plan-layout.js';
import { STATES } from './state-words.js';
import { markAt, widthAt } from './table-shape.js';

/** What is shown of a table. */
export interface Face {
  readonly state: TableState;
  /** Below the label: a name, a time, a countdown. */
  readonly line: string;
  /** All of it, for those who listen and for whoever points at it. */
  readonly words: string;
  /** Taken by guests who are not here yet. */
  readonly awaited?: boolean;
  /** The one that is being read about. */
  readonly selected?: boolean;
  /** Chosen by the person. */
  readonly picked?: boolean;
  /** Chosen, and it does not go. */
  readonly refused?: boolean;
  readonly suggested?: boolean;
  /** The booking in question has it now. */
  readonly own?: boolean;
  /** Free, but not enough alone. */
  readonly faint?: boolean;
}

export interface PlanTableProps {
  readonly place: PlannedTable;
  readonly face: Face;
  readonly tabbable: boolean;
  readonly onPick: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly ref: Ref<SVGGElement>;
}

/** How much room a letter of the line takes, in plan units, and how much less it may be given. */
const LETTER = 7.6;
const SQUEEZED_MIN = 0.84;
const LABEL_Y = -3;
const LINE_Y = 16;

/** One table: its shape turned as it stands, its words upright. */
export function PlanTable({ place, face, tabbable, ref, ...on }: PlanTableProps) {
  const { table, shape, x, y } = place;
  const { state, line, words, picked = false, selected = false } = face;
  const { awaited, refused, suggested, own, faint } = face;
  const flags = { awaited, picked, selected, refused, suggested, own, faint };
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [`is-${name}`] : []));
  return (
    <g className={`plan-table plan-${state} ${set.join(' ')}`} transform={`translate(${x} ${y})`}>
      <g
        ref={ref}
        role="button"
        tabIndex={tabbable ? 0 : -1}
        aria-label={words}
        aria-pressed={picked || selected}
        data-table={table.label}
        onClick={on.onPick}
        onFocus={on.onFocus}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return on.onKeyDown(event);
          event.preventDefault();
          on.onPick();
        }}
      >
        <title>{words}</title>
        <g transform={`rotate(${table.position.rotation})`}>
          <Outline place={place} by={16} className="plan-ring" />
          {shape.chairs.map(({ x: cx, y: cy, angle }) => (
            <rect
              key={`${cx},${cy}`}
              className="plan-chair"
              x={-11}
              y={-5}
              width={22}
              height={10}
              rx={5}
              transform={`translate(${cx} ${cy}) rotate(${angle})`}
            />
          ))}
          <Outline place={place} by={0} className="plan-body" />
        </g>
      </g>
      {/* In short what the name says in full. */}
      <g className="plan-words" aria-hidden>
        <text className="plan-label" y={line === '' ? 7 : LABEL_Y}>
          {table.label}
        </text>
        <Line place={place} line={line} />
        <Mark place={place} face={face} />
      </g>
    </g>
  );
}

/** The shape of the table, larger `by` so much on every side. */
export function Outline({
  place: { shape },
  by,
  className,
}: {
  readonly place: PlannedTable;
  readonly by: number;
  readonly className: string;
}) {
  const [width, height] = [shape.width + 2 * by, shape.height + 2 * by];
  const rx = shape.round ? width / 2 : 12 + by / 2;
  return (
    <rect
      className={className}
      x={-width / 2}
      y={-height / 2}
      width={width}
      height={height}
      rx={rx}
    />
  );
}

/** A name as long as the table is wide there: closer together first, then cut. */
function Line({
  place: { shape, table },
  line,
}: {
  readonly place: PlannedTable;
  readonly line: string;
}) {
  const room = widthAt(shape, table.position.rotation, LINE_Y) - 2;
  const lettersMax = Math.floor(room / (LETTER * SQUEEZED_MIN));
  const text = line.length > lettersMax ? `${line.slice(0, lettersMax - 1)}…` : line;
  const isTight = text.length * LETTER > room;
  return (
    <text
      className="plan-line"
      y={LINE_Y}
      {...(isTight ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {})}
    >
      {text}
    </text>
  );
}

/** The state's mark at the upper right; what the person chose is marked instead. */
function Mark({
  place: { shape, table },
  face,
}: {
  readonly place: PlannedTable;
  readonly face: Face;
}) {
  const chosen = face.refused ? 'cross' : face.picked ? 'check' : face.suggested ? 'star' : null;
  const icon = chosen ?? STATES[face.state].icon;
  if (icon === null) return null;
  const at = markAt(shape, table.position.rotation);
  return (
    <g className="plan-mark" transform={`translate(${at.x} ${at.y})`}>
      <circle r={12.5} />
      <g transform="translate(-8 -8)">
        <Icon name={icon} />
      </g>
    </g>
  );
}
