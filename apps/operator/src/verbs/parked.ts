import { userInfo } from 'node:os';
import type { LoggedEvent } from '#contracts';
import { createPool, listParkedVenues, Parking, writeObservabilityRows } from '#postgres';
import type { ParkedVenue } from '#postgres';
import type { ObservabilityEvent } from '#telemetry';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';
import { Argument } from 'commander';
import { EXIT, VerbError } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';
import { readVenueId } from '../venue-id.js';

type Action = 'list' | 'resume' | 'drop';

interface ParkedOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

const LISTED_MAX = 1_000;

export const addParked: AddVerb = (program, done) =>
  program
    .command('parked')
    .summary('venues whose events could not be projected')
    .description(
      'An event that telemetry cannot take is parked, and with it every later one of its venue; other\n' +
        'venues go on. list shows them; resume projects what waits, in order, and the venue is live\n' +
        'again; drop gives up the first event that waits, and resume then goes on behind it.',
    )
    .addArgument(new Argument('<action>').choices(['list', 'resume', 'drop']))
    .addArgument(new Argument('[venueId]', 'for resume and drop').argParser(readVenueId))
    .option('--reason <text>', 'why the event is given up; drop asks for it')
    .action(async (action: Action, venueId: string | undefined, options: ParkedOptions) => {
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
        if (!ok) done(EXIT.failed);
      } finally {
        await pool.end();
      }
    });

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
  { json }: ParkedOptions,
): Promise<boolean> {
  const { events, stuck } = await parking.resume(venueId);
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
  if (!reason?.trim()) throw new VerbError('USAGE', 'Say why the event is given up: --reason.');
  const dropped = await parking.drop(venueId, userInfo().username, reason);
  if (json) await printJson({ venueId, dropped });
  else if (dropped === null) note(`nothing of ${venueId} is parked`);
  else
    await print(
      `dropped ${dropped.type} ${dropped.partition}:${dropped.seq}; now resume ${venueId}`,
    );
  return dropped !== null;
}
