/** What a reader puts in for what a text leaves open. */
export interface Scene {
  /** Also `$VENUE`, `$HOLD`, … for the shell. */
  readonly [name: string]: string;
}

interface Substitution {
  /** What stands in the text. */
  readonly written: string;
  /** What is typed: `$NAME` is of the scene, `${NAME}` the shell's. */
  readonly typed: string;
}

/**
 * Every difference between what a runbook says and what its specification types: hosts, ids, tokens
 * and paths, and nothing else. The older texts are of the system before this one; where they name
 * its files, ours are typed.
 */
export const SUBSTITUTIONS: readonly Substitution[] = [
  { written: 'http://127.0.0.1:3000', typed: '$ALLOCATOR_URL' },
  { written: '<venue-id>', typed: '$VENUE' },
  { written: '<booking-id>', typed: '$BOOKING' },
  { written: '<hold-id>', typed: '$HOLD' },
  { written: '<replay-id>', typed: '$REPLAY' },
  { written: '<pid>', typed: '$PID' },
  { written: '<zone>', typed: '$ZONE' },

  { written: 'https://<env>', typed: '$ALLOCATOR_URL' },
  { written: '<service-token>', typed: '$TOKEN' },
  { written: '"holdId":"<uuid>"', typed: '"holdId":"$HOLD"' },
  { written: '"bookingId":"<booking>"', typed: '"bookingId":"$BOOKING"' },
  { written: 'bookingId=<uuid>', typed: 'bookingId=$BOOKING' },
  { written: 'bookingId=<id>', typed: 'bookingId=$BOOKING' },
  { written: '$SUPABASE_DB_URL', typed: '${DATABASE_URL}' },
  {
    written: 'supabase/tests/allocations_atomic.sql',
    typed: 'migrations/checks/allocations_atomic.sql',
  },
  {
    written: 'supabase/utilities/backfill_allocations.sql',
    typed: 'migrations/utilities/backfill_allocations.sql',
  },
];

/** @throws when something stays open, since a reader could not type that either. */
export function substituted(text: string, scene: Scene): string {
  const typed = SUBSTITUTIONS.reduce(
    (soFar, { written, typed: to }) => soFar.replaceAll(written, () => filled(to, scene)),
    text,
  );
  const open = /<[a-z][a-z-]*>/.exec(typed);
  if (open) throw new Error(`nothing is known to type for ${open[0]} in: ${text}`);
  return typed;
}

function filled(text: string, scene: Scene): string {
  return text.replace(/\$(\w+)/g, (_all, name: string) => {
    const value = scene[name];
    if (value === undefined) throw new Error(`the scene has no ${name}, which is to be typed`);
    return value;
  });
}
