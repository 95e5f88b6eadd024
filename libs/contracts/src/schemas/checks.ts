import { CHECK_IDS, REJECTION_CODES, WARNING_CODES } from '../checks.js';
import type {
  Alternative,
  Blocker,
  Check,
  CommandOutcome,
  EventRef,
  Rejection,
  RejectionCode,
  SelectionTrace,
  Warning,
  WarningCode,
} from '../checks.js';
import { CLAIM_KINDS } from '../values.js';
import {
  boolean,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  optional,
  recordOf,
  text,
} from './schema.js';
import type { Schema } from './schema.js';
import { free, tableRefs, uuid, window } from './values.js';

const code: Schema<RejectionCode> = named('RejectionCode', oneOf(...REJECTION_CODES));

const warningCode: Schema<WarningCode> = named(
  'WarningCode',
  oneOf(...REJECTION_CODES, ...WARNING_CODES),
);

const check = named(
  'Check',
  object<Check>({
    id: oneOf(...CHECK_IDS),
    status: oneOf('ok', 'warn', 'error'),
    code: optional(warningCode),
    message: text(),
    details: optional(free),
  }),
);

export const blocker: Schema<Blocker> = named(
  'Blocker',
  object<Blocker>({
    tableId: uuid,
    label: text(),
    kind: oneOf(...CLAIM_KINDS),
    id: uuid,
    bookingId: nullable(uuid),
    window,
    shadow: boolean,
    owner: nullable(text()),
    secondsLeft: optional(integer()),
    reason: optional(text()),
  }),
);

const alternative = named(
  'Alternative',
  object<Alternative>({
    tables: tableRefs,
    window,
    sameTime: boolean,
    spareSeats: integer(),
  }),
);

export const rejection: Schema<Rejection> = named(
  'Rejection',
  object<Rejection>({
    code,
    message: text(),
    checks: list(check),
    blockers: list(blocker),
    alternatives: list(alternative),
    details: optional(free),
  }),
);

type RunnerUp = SelectionTrace['runnersUp'][number];

export const trace: Schema<SelectionTrace> = named(
  'SelectionTrace',
  object<SelectionTrace>({
    considered: integer({ min: 0 }),
    feasible: integer({ min: 0 }),
    lostBy: recordOf(integer({ min: 0 })),
    runnersUp: list(object<RunnerUp>({ tables: tableRefs, lostOn: text() })),
    criteria: nullable(
      object<NonNullable<SelectionTrace['criteria']>>({
        tables: integer(),
        spareSeats: integer(),
        scarcity: integer(),
        demandSeatable: integer(),
        edges: integer(),
      }),
    ),
    elapsedMicros: optional(integer({ min: 0 })),
  }),
);

const warning = named(
  'Warning',
  object<Warning>({
    code: warningCode,
    message: text(),
    details: optional(free),
  }),
);

export const warnings: Schema<readonly Warning[]> = list(warning);

const eventRef = named(
  'EventRef',
  object<EventRef>({
    id: uuid,
    type: text(),
    partition: integer({ min: 0 }),
    seq: integer({ min: 1 }),
  }),
);

export const outcome: Schema<CommandOutcome> = object<CommandOutcome>({
  // As sent: of what is not a command it may be anything, also nothing.
  commandId: text(),
  status: oneOf('accepted', 'rejected', 'invalid'),
  duplicate: boolean,
  events: list(eventRef),
  contextVersion: nullable(text()),
  rejection: optional(rejection),
  warnings,
  abridged: optional(
    object<NonNullable<CommandOutcome['abridged']>>({
      bytes: integer({ min: 1 }),
      path: nullable(text()),
    }),
  ),
});
