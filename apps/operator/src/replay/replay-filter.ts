import type { ReplayFilter } from '#postgres';
import type { ReplayOptions } from '../usage/replay.js';

/** Whatever the options leave open is open. */
export function filterOf(options: ReplayOptions): ReplayFilter {
  return {
    venueId: options.venue ?? null,
    types: options.types ?? null,
    from: options.from ?? null,
    to: options.toTime ?? null,
    fromSeq: options.fromSeq ?? null,
  };
}
