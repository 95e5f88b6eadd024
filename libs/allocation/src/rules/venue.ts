import type { CommandEnvelope, Instant, VenueConfiguration } from '#contracts';
import { canonicalJson } from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import type { Decision } from '../decision.js';
import { accept, reject, rejectFor } from '../decision.js';
import { fail } from '../checks/check.js';
import type { Floor, Venue } from '../floor.js';
import { venueProblems, zoneProblem } from '../policy/index.js';
import { concernsOf, droppedTables } from './venue-concerns.js';

/** Replaces a venue's whole configuration, as its next version. */
export function configureVenue(
  floor: Floor,
  command: CommandEnvelope<'ConfigureVenue'>,
  now: Instant,
): Decision {
  const { force: forced, reason = null, ...configuration } = command.data;
  const force = forced ?? false;
  if (configuration.venueId !== command.venueId) {
    return reject('PAYLOAD_INVALID', "data.venueId: must be the envelope's venueId", {
      fields: [{ path: 'data.venueId', message: "must be the envelope's venueId" }],
    });
  }
  const problems = [
    ...venueProblems(configuration),
    ...zoneProblems(floor, configuration),
    ...typeProblems(floor, configuration),
  ];
  if (problems.length > 0) {
    const message = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return reject('PAYLOAD_INVALID', message, {
      fields: problems.map(({ path, message }) => ({ path: `data.${path}`, message })),
    });
  }
  const before = floor.venue;
  if (before && canonicalJson(before.configuration) === canonicalJson(configuration))
    return accept();
  const inUse = before ? dropsTablesInUse(floor, before, configuration, now) : null;
  if (inUse && !(force && reason)) return inUse;
  const data = { ...configuration, version: (before?.version ?? 0) + 1, force, reason };
  const concerned = before ? concernsOf(floor, before, configuration, now) : [];
  return accept([{ type: 'VenueConfigured', data }], concerned);
}

function zoneProblems({ calendar, venue }: Floor, { timeZone }: VenueConfiguration) {
  const problem = zoneProblem(calendar, timeZone, venue?.configuration.timeZone ?? null);
  return problem === null ? [] : [problem];
}

/** The type is written into every allocation; those that exist would tell another than the venue. */
function typeProblems(floor: Floor, { resourceType }: VenueConfiguration) {
  const before = floor.venue?.configuration.resourceType ?? resourceType;
  if (before === resourceType) return [];
  const message = `cannot change: the allocations of this venue are of type ${before}`;
  return [{ path: 'resourceType', message }];
}

function dropsTablesInUse(
  floor: Floor,
  before: Venue,
  configuration: VenueConfiguration,
  now: Instant,
) {
  const dropped = droppedTables(before, configuration);
  const own = { bookingIds: [], holdIds: [] };
  const { blockers } = conflictCheck(floor, dropped, { start: now, end: null }, own, now, true);
  if (blockers.length === 0) return null;
  const labels = [...new Set(blockers.map((blocker) => blocker.label))].join(', ');
  const message =
    `tables to be dropped are taken from now on: ${labels}; ` +
    'move their bookings first, or send force with a reason';
  return rejectFor(
    [fail('conflict', 'VENUE_IN_USE', message, { blockers: blockers.length })],
    blockers,
  );
}
