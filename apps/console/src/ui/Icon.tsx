/** Strokes in a 16 by 16 box. */
const PATHS = {
  check: 'M3 8.5l3.2 3.2L13 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.6v.2',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 015 0v2.5',
  link: 'M6.5 9.5l3-3M7.5 4.6l1.6-1.5a2.7 2.7 0 013.8 3.8l-1.5 1.6M8.5 11.4l-1.6 1.5a2.7 2.7 0 01-3.8-3.8l1.5-1.6',
  note: 'M3.5 2.5h9v8l-3 3h-6zM9.5 13.5v-3h3M5.8 5.5h4.4M5.8 8h2.8',
  ghost: 'M3.5 13.5V7a4.5 4.5 0 019 0v6.5l-2.2-1.6L8 13.5l-2.3-1.6zM6.3 7v.4M9.7 7v.4',
  clock: 'M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 4.5V8l2.4 1.6',
  seat: 'M5 2v6.5h6V14M5 8.5V14M5 11h6',
  people:
    'M6 7.5a2.3 2.3 0 100-4.6 2.3 2.3 0 000 4.6zM1.8 13.4c0-2.4 1.9-3.9 4.2-3.9s4.2 1.5 4.2 3.9M10.6 3.3a2.2 2.2 0 010 4M11.8 9.9c1.5.5 2.4 1.8 2.4 3.5',
  block: 'M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM3.7 3.7l8.6 8.6',
  question:
    'M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM6.2 6.3a1.8 1.8 0 113 1.4c-.7.5-1.2.9-1.2 1.7M8 11.3v.2',
  flag: 'M4 14.5v-13M4 2.5h8l-2 3 2 3H4',
  hourglass: 'M4 2h8M4 14h8M5 2c0 3.5 6 5 6 12M11 2c0 3.5-6 5-6 12',
  star: 'M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z',
  undo: 'M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 010 8h-3',
} as const;

export type IconName = keyof typeof PATHS;

/** A mark. With a `label` it is read out; without, the words beside it say the same. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  return (
    <svg
      className="icon"
      data-icon={name}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined || undefined}
    >
      {label !== undefined && <title>{label}</title>}
      <path d={PATHS[name]} />
    </svg>
  );
}
