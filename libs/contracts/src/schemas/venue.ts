import { LIMITS } from '../limits.js';
import type { Uuid } from '../values.js';
import { ADJACENCY_MODES, MOBILITIES, REFUSE_OR_WARN } from '../venue.js';
import type {
  Overstay,
  Policy,
  ServicePeriod,
  Table,
  TurnTime,
  VenueConfiguration,
} from '../venue.js';
import {
  absent,
  also,
  boolean,
  decimal,
  integer,
  list,
  named,
  object,
  oneOf,
  pair,
  shaped,
  text,
} from './schema.js';
import type { Members, Schema } from './schema.js';
import { sentReason, sentText, sentUuid, uuid } from './values.js';

/**
 * A venue as it is sent, with the bounds of what may be sent, or as it is recorded, without: bounds
 * may change, and what was recorded stays.
 */
interface Bounded {
  /** Before the names of its definitions. */
  readonly prefix: string;
  readonly id: Schema<Uuid>;
  readonly name: Schema<string>;
  readonly timeZone: Schema<string>;
  readonly reason: Schema<string>;
  int(bounds: { min: number; max: number }): Schema<number>;
  size(min: number, max: number): { min?: number; max?: number };
}

const SENT: Bounded = {
  prefix: 'Sent',
  id: sentUuid,
  name: sentText(LIMITS.name),
  timeZone: sentText(LIMITS.timeZone),
  reason: sentReason,
  int: (bounds) => integer(bounds),
  size: (min, max) => ({ min, max }),
};
const RECORDED: Bounded = {
  prefix: '',
  id: uuid,
  name: text(),
  timeZone: text(),
  reason: text(),
  int: () => integer(),
  size: () => ({}),
};

export const sentVenue: Members<VenueConfiguration> = venueMembers(SENT);
export const recordedVenue: Members<VenueConfiguration> = venueMembers(RECORDED);

function venueMembers(as: Bounded): Members<VenueConfiguration> {
  return {
    venueId: as.id,
    name: as.name,
    timeZone: also(as.timeZone, { description: 'IANA name, such as Europe/Paris' }),
    resourceType: shaped(/^[a-z][a-z0-9_-]{0,49}$/),
    tables: list(table(as), as.size(0, LIMITS.tablesPerVenue)),
    adjacencies: list(pair(as.id), as.size(0, LIMITS.adjacenciesPerVenue)),
    policy: policy(as),
  };
}

function table(as: Bounded): Schema<Table> {
  const schema = object<Table>({
    id: as.id,
    label: as.name,
    capacity: as.int(LIMITS.seats),
    minParty: as.int(LIMITS.seats),
    maxParty: as.int(LIMITS.seats),
    zone: as.name,
    mobility: oneOf(...MOBILITIES),
    active: boolean,
    position: object<Table['position']>({
      x: decimal(LIMITS.position),
      y: decimal(LIMITS.position),
      rotation: decimal(LIMITS.rotation),
    }),
  });
  return named(`${as.prefix}Table`, schema);
}

function policy(as: Bounded): Schema<Policy> {
  const holdSeconds = as.int(LIMITS.holdSeconds);
  const bufferMinutes = as.int(LIMITS.bufferMinutes);
  const schema = object<Policy>({
    outsideService: oneOf(...REFUSE_OR_WARN),
    servicePeriods: list(servicePeriod(as), as.size(0, LIMITS.servicePeriodsPerVenue)),
    buffers: object<Policy['buffers']>({
      beforeMinutes: bufferMinutes,
      afterMinutes: bufferMinutes,
    }),
    hold: object<Policy['hold']>({
      minSeconds: holdSeconds,
      defaultSeconds: holdSeconds,
      maxSeconds: holdSeconds,
      maxLifeSeconds: absent(holdSeconds),
    }),
    maxTables: as.int({ min: 1, max: LIMITS.tablesPerCommand }),
    maxSlack: absent(as.int({ min: 0, max: LIMITS.seats.max })),
    slackMode: absent(oneOf(...REFUSE_OR_WARN)),
    adjacencyMode: oneOf(...ADJACENCY_MODES),
    adjacencyMinParty: absent(as.int(LIMITS.seats)),
    overstay: absent(
      object<Overstay>({
        leadMinutes: as.int(LIMITS.overstayLeadMinutes),
        extendMinutes: as.int(LIMITS.overstayExtendMinutes),
        maxMinutes: as.int(LIMITS.overstayMaxMinutes),
      }),
    ),
  });
  return named(`${as.prefix}Policy`, schema);
}

function servicePeriod(as: Bounded): Schema<ServicePeriod> {
  const turnTime = object<TurnTime>({
    upTo: as.int(LIMITS.seats),
    minutes: as.int(LIMITS.turnMinutes),
  });
  const days = list(integer({ min: 1, max: 7 }), { min: 1, max: 7 });
  return object<ServicePeriod>({
    name: as.name,
    days: also(days, { uniqueItems: true, description: 'ISO weekdays, 1 Monday to 7 Sunday' }),
    from: shaped(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: shaped(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
    turnMinutes: list(turnTime, as.size(1, LIMITS.turnTimesPerPeriod)),
  });
}
