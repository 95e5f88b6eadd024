import { userInfo } from 'node:os';
import type { LoggedEvent } from '#contracts';
import { createPool, listParkedVenues, Parking, writeObservabilityRows } from '#postgres';
import type { ParkedVenue } from '#postgres';
import type { ObservabilityEvent } from '#telemetry';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';
import type { ParkedAction, ParkedOptions } from '../usage/parked.js';

const LISTED_MAX = 1_000;

export async function run(
  action: ParkedAction,
  venueId: string | undefined,
  options: ParkedOptions,
): Promise<Exit | void> {
  const pool = createPool(await findDatabase(), { max: 2 });
  try {
    if (action === 'list') return await list(pool, options);
    if (venueId === undefined) throw new VerbError('USAGE', `Say which venue to ${action}.`);
    const parking = new Parking<ObservabilityEvent>({
      pool,
      projection: TELEMETRY_PROJECTION,
      rowsOf: (event: LoggedEvent) => observabilityOf(event),
      writeRows: writeObservabilityRows,
    });
    const ok = await (action === 'resume' ? resume : drop)(parking, venueId, options);
    return ok ? EXIT.ok : EXIT.failed;
  } finally {
    await pool.end();
  }
}

async function list(
  pool: Parameters<typeof listParkedVenues>[0],
  options: ParkedOptions,
): Promise<void> {
  const venues = await listParkedVenues(pool, LISTED_MAX);
  if (options.json) return printJson(venues);
  for (const venue of venues) await print(lineOf(venue));
  if (venues.length === 0) note('no venue is parked');
}

function lineOf({
  venueId,
  projection,
  partition,
  seq,
  type,
  error,
  parkedAt,
  events,
}: ParkedVenue) {
  const why = error ?? 'what stood in the way was dropped: resume it';
  const where = `${projection} ${partition}:${seq} ${type}`;
  return `${venueId}  ${where}  ${events} waiting since ${parkedAt}  ${why}`;
}

async function resume(
  parking: Parking<ObservabilityEvent>,
  venueId: string,
  { json, reason = 'none given' }: ParkedOptions,
): Promise<boolean> {
  const { events, stuck } = await parking.resume(venueId, { by: userInfo().username, reason });
  const at = stuck && { ...stuck, error: stuck.error.message };
  if (json) await printJson({ venueId, events, stuck: at });
  else await print(`${events} events of ${venueId} projected`);
  if (at && !json) note(`still parked at ${at.partition}:${at.seq}: ${at.error}`);
  return at === null;
}

async function drop(
  parking: Parking<ObservabilityEvent>,
  venueId: string,
  { reason, json }: ParkedOptions,
): Promise<boolean> {
  if (reason === undefined)
    throw new VerbError('USAGE', 'Say why the event is given up: --reason.');
  const dropped = await parking.drop(venueId, { by: userInfo().username, reason });
  if (json) await printJson({ venueId, dropped });
  else if (dropped === null) note(`nothing of ${venueId} is parked`);
  else
    await print(
      `dropped ${dropped.type} ${dropped.partition}:${dropped.seq}; now resume ${venueId}`,
    );
  return dropped !== null;
}
