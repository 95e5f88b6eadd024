import type { LoggedEvent, RecordedEvent } from '#contracts';
import { upcast } from '#contracts';
import { MIRROR_PROJECTION, mirrorRows, Parking, writeObservabilityRows } from '#postgres';
import type { createPool } from '#postgres';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';
import type { ObservabilityEvent } from '#telemetry';
import type { ProjectionParking } from '../operations/operations.js';

/** What an operator may resume or drop, by projection: each with its own mapping and writing. */
export function projectionParkings(
  pool: ReturnType<typeof createPool>,
): ReadonlyMap<string, ProjectionParking> {
  const telemetry = new Parking<ObservabilityEvent>({
    pool,
    projection: TELEMETRY_PROJECTION,
    rowsOf: observabilityOf,
    writeRows: writeObservabilityRows,
  });
  const mirror = new Parking<RecordedEvent>({
    pool,
    projection: MIRROR_PROJECTION,
    rowsOf: ({ event }: LoggedEvent) => [upcast(event)],
    writeRows: mirrorRows(),
  });
  return new Map<string, ProjectionParking>([
    [TELEMETRY_PROJECTION, telemetry],
    [MIRROR_PROJECTION, mirror],
  ]);
}
