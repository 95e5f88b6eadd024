import type { ReplayPages } from './replay-source.js';
import type { ReplaySpan } from './replays.js';

/** A replay that is only counted: what it would deliver now. */
export interface ReplayCounted {
  readonly events: number;
  /** By type. */
  readonly types: { readonly [type: string]: number };
}

/** @throws what the source throws */
export async function countReplay(source: ReplayPages, span: ReplaySpan): Promise<ReplayCounted> {
  try {
    const types = await source.count(span);
    const events = [...types.values()].reduce((sum, n) => sum + n, 0);
    return { events, types: Object.fromEntries(types) };
  } finally {
    await source.close();
  }
}
