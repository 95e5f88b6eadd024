import type { Policy, ServicePeriod, VenueConfiguration } from '#contracts';

/** How large a venue may be; every search and every command's reading is sized by these. */
export const VENUE_BOUNDS = {
  tables: 2_000,
  adjacencies: 20_000,
  servicePeriods: 64,
  turnTimes: 32,
  maxTables: 8,
} as const;

/** One thing wrong with a configuration, and where: `policy.hold.minSeconds`, `tables[3].label`. */
export interface VenueProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * Everything in a configuration that contradicts itself or exceeds a bound; empty when it can be
 * used. Presumes its shape (types, required fields), which the way in has checked. Of the zone, see
 * `zoneProblem`.
 */
export function venueProblems(configuration: VenueConfiguration): VenueProblem[] {
  const problems: VenueProblem[] = [];
  const say: Say = (path, message) => problems.push({ path, message });
  checkTables(configuration, say);
  checkAdjacencies(configuration, say);
  checkPolicy(configuration.policy, say);
  return problems;
}

type Say = (path: string, message: string) => void;

function checkTables({ tables }: VenueConfiguration, say: Say): void {
  if (tables.length > VENUE_BOUNDS.tables) {
    say('tables', `at most ${VENUE_BOUNDS.tables} tables`);
  }
  const pathOfId = new Map<string, string>();
  const pathOfLabel = new Map<string, string>();
  tables.forEach((table, i) => {
    const path = `tables[${i}]`;
    const sameId = pathOfId.get(table.id);
    if (sameId !== undefined) say(`${path}.id`, `the id of ${sameId} again`);
    else pathOfId.set(table.id, path);
    const sameLabel = pathOfLabel.get(table.label);
    if (sameLabel !== undefined) say(`${path}.label`, `the label of ${sameLabel} again`);
    else pathOfLabel.set(table.label, path);
    if (table.minParty > table.maxParty) {
      say(`${path}.minParty`, `${table.minParty} is more than maxParty ${table.maxParty}`);
    }
  });
}

function checkAdjacencies({ tables, adjacencies }: VenueConfiguration, say: Say): void {
  if (adjacencies.length > VENUE_BOUNDS.adjacencies) {
    say('adjacencies', `at most ${VENUE_BOUNDS.adjacencies} adjacencies`);
  }
  const ids = new Set(tables.map((table) => table.id));
  const pathOfEdge = new Map<string, string>();
  adjacencies.forEach(([a, b], i) => {
    // Either direction may be listed besides the other; the same one twice is a slip.
    const sameEdge = pathOfEdge.get(`${a} ${b}`);
    if (sameEdge !== undefined) say(`adjacencies[${i}]`, `${sameEdge} again`);
    else pathOfEdge.set(`${a} ${b}`, `adjacencies[${i}]`);
    if (!ids.has(a)) say(`adjacencies[${i}][0]`, `${a} is not a table of this venue`);
    if (!ids.has(b)) say(`adjacencies[${i}][1]`, `${b} is not a table of this venue`);
    if (a === b) say(`adjacencies[${i}]`, 'a table is not adjacent to itself');
  });
}

function checkPolicy(policy: Policy, say: Say): void {
  const { minSeconds, defaultSeconds, maxSeconds, maxLifeSeconds } = policy.hold;
  if (minSeconds > defaultSeconds) {
    say('policy.hold.minSeconds', `${minSeconds} is more than defaultSeconds ${defaultSeconds}`);
  }
  if (defaultSeconds > maxSeconds) {
    say('policy.hold.defaultSeconds', `${defaultSeconds} is more than maxSeconds ${maxSeconds}`);
  }
  if (typeof maxLifeSeconds === 'number' && maxLifeSeconds < maxSeconds) {
    say('policy.hold.maxLifeSeconds', `${maxLifeSeconds} is less than maxSeconds ${maxSeconds}`);
  }
  const { overstay } = policy;
  if (overstay && overstay.maxMinutes < overstay.extendMinutes) {
    const problem = `${overstay.maxMinutes} is less than extendMinutes ${overstay.extendMinutes}`;
    say('policy.overstay.maxMinutes', problem);
  }
  if (policy.maxTables < 1 || policy.maxTables > VENUE_BOUNDS.maxTables) {
    say('policy.maxTables', `must be between 1 and ${VENUE_BOUNDS.maxTables}`);
  }
  if (policy.servicePeriods.length > VENUE_BOUNDS.servicePeriods) {
    say('policy.servicePeriods', `at most ${VENUE_BOUNDS.servicePeriods} service periods`);
  }
  policy.servicePeriods.forEach((period, i) =>
    checkPeriod(period, `policy.servicePeriods[${i}]`, say),
  );
}

const FROM = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

function checkPeriod(period: ServicePeriod, path: string, say: Say): void {
  if (!FROM.test(period.from)) say(`${path}.from`, 'must be HH:mm, from 00:00 to 23:59');
  if (!TO.test(period.to)) say(`${path}.to`, 'must be HH:mm, from 00:00 to 24:00');
  if (period.days.length === 0) say(`${path}.days`, 'must name a day');
  period.days.forEach((day, i) => {
    if (!Number.isInteger(day) || day < 1 || day > 7) {
      say(`${path}.days[${i}]`, 'must be 1 (Monday) to 7 (Sunday)');
    } else if (period.days.indexOf(day) !== i) {
      say(`${path}.days[${i}]`, `${day} is listed twice`);
    }
  });
  const turns = period.turnMinutes;
  if (turns.length === 0) say(`${path}.turnMinutes`, 'must have an entry');
  if (turns.length > VENUE_BOUNDS.turnTimes) {
    say(`${path}.turnMinutes`, `at most ${VENUE_BOUNDS.turnTimes} entries`);
  }
  turns.forEach((turn, i) => {
    const before = turns[i - 1];
    if (before !== undefined && turn.upTo <= before.upTo) {
      say(`${path}.turnMinutes[${i}].upTo`, `must be more than ${before.upTo}, the one before`);
    }
    if (turn.minutes < 1) say(`${path}.turnMinutes[${i}].minutes`, 'must be at least 1');
  });
}
