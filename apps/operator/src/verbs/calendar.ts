import { userInfo } from 'node:os';
import {
  CalendarComparison,
  compareZones,
  createPool,
  listZoneChanges,
  nodeZoneVersion,
  updateTimeZone,
} from '#postgres';
import type { ComparedZone, ZoneChange } from '#postgres';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';
import type { CalendarAction, CalendarOptions } from '../usage/calendar.js';

export async function run(
  action: CalendarAction,
  zone: string | undefined,
  options: CalendarOptions,
): Promise<Exit | void> {
  const databaseUrl = await findDatabase();
  const pool = createPool(databaseUrl, { max: 1 });
  const comparison = new CalendarComparison(databaseUrl, pool);
  try {
    if (action === 'compare') {
      await comparison.compare();
      return await compare(databaseUrl, options);
    }
    if (action === 'history') return await history(await listZoneChanges(pool), options);
    if (zone === undefined) throw new VerbError('USAGE', 'Say which time zone to update.');
    const { from, reason, json } = options;
    if (reason === undefined) throw new VerbError('USAGE', 'Say why: --reason.');
    const update = { zone, from, reason, by: userInfo().username };
    const result = await updateTimeZone(databaseUrl, pool, update);
    // So that the alert knows it, too.
    await comparison.compare();
    if (json) await printJson({ zone, from, result });
    else await print(`${zone}: ${RESULTS[result]}`);
    return result === 'unknown' ? EXIT.failed : EXIT.ok;
  } finally {
    await pool.end();
  }
}

const RESULTS = {
  changed: 'everybody decides by it from the next command on',
  same: 'nothing to change: its clocks are these already',
  unknown: 'no venue has had this zone, or that side does not know it',
} as const;

async function compare(databaseUrl: string, { json }: CalendarOptions): Promise<Exit> {
  const zones = await compareZones(databaseUrl);
  if (json) await printJson({ node: nodeZoneVersion(), zones });
  else for (const zone of zones) await print(lineOf(zone));
  if (zones.length === 0) note('no venue has a time zone yet');
  return zones.every(({ agrees }) => agrees) ? EXIT.ok : EXIT.differences;
}

function lineOf({ name, source, sourceVersion, refusal, postgresql, node }: ComparedZone): string {
  const sides = [`PostgreSQL ${postgresql}`, `Node ${nodeZoneVersion()} ${node}`];
  const named =
    refusal === null ? '' : `; ${refusal === 'unknown' ? 'an unknown name' : 'an abbreviation'}`;
  return `${name}  from ${source} ${sourceVersion}  ${sides.join(', ')}${named}`;
}

async function history(changes: readonly ZoneChange[], { json }: CalendarOptions): Promise<void> {
  if (json) return printJson(changes);
  for (const { name, changedAt, changedBy, reason, source, sourceVersion } of changes) {
    await print(
      `${changedAt}  ${name}  by ${changedBy} from ${source} ${sourceVersion}: ${reason}`,
    );
  }
}
