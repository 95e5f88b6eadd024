import type { LogReader, Logged } from './log-reader.js';
import type { ProjectionStore } from './projection-store.js';

/** Later events of a partition that are read, and of other venues that are tried. */
const READ_MAX = 200;
const TRIED_MAX = 20;

/** `none`: no later event of another venue makes rows. */
export type NeighboursTried = 'pass' | 'fail' | 'none';

/**
 * Whether other venues' events can be projected where this one cannot: the next ones of its
 * partition, each tried and taken back. If so, the event alone is at fault; if they fail as well,
 * what they all need is.
 */
export async function triedNeighbours<E extends Logged, R>(
  projection: {
    readonly log: LogReader<E>;
    readonly store: ProjectionStore<E, R>;
    readonly rowsOf: (event: E) => readonly R[];
  },
  of: E['event'],
  { heartbeat }: { readonly heartbeat: () => Promise<void> },
): Promise<NeighboursTried> {
  const { log, store, rowsOf } = projection;
  const next = await log.read(of.partition, of.seq, READ_MAX);
  let tried = 0;
  for (const event of next) {
    if (tried === TRIED_MAX) break;
    if (event.event.venueId === of.venueId) continue;
    const rows = attempt(() => rowsOf(event));
    if (rows?.length === 0) continue;
    tried += 1;
    if (rows !== null && (await store.rehearse({ event, rows }))) return 'pass';
    await heartbeat();
  }
  return tried === 0 ? 'none' : 'fail';
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
