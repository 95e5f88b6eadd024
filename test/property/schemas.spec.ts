import { describe, expect, test } from '@jest/globals';
import { Coverage, Floor, decide, evolve } from '#allocation';
import type { Fact } from '#allocation';
import { COMMAND_TYPES, EVENT_SCHEMA_VERSIONS } from '#contracts';
import type { Command } from '#contracts';
import fc from 'fast-check';
import { parseCommand } from '../../apps/allocator/src/http/requests/parse-command.js';
import { steps } from '../support/arbitraries.js';
import { ENFORCING, OBSERVING, VENUE_ID, instant } from '../support/floor-plan.js';
import { commandFault, eventFault, schemaFault } from '../support/schemas.js';
import { EVERY_CLOCK } from '../support/clocks.js';

type Json = { [name: string]: unknown };

const actor = { kind: 'staff', id: 'sam' } as const;

/** As it comes from outside: without what only our own routes say. */
function asSent({ route: _ours, ...command }: Command): Json {
  return JSON.parse(JSON.stringify(command)) as Json;
}

describe('whatever is asked', () => {
  test('is as the schema of its command says, and so is what came of it', () => {
    const asked = new Set<string>();
    const happened = new Set<string>();
    fc.assert(
      fc.property(steps(40), fc.constantFrom(ENFORCING, OBSERVING), (plays, flags) => {
        const floor = new Floor(VENUE_ID, 7, flags, Coverage.everything(), EVERY_CLOCK);
        let nowMs = Date.parse(instant('17:00'));
        for (const { afterSeconds, command } of plays) {
          nowMs += afterSeconds * 1_000;
          asked.add(command.type);
          expect(commandFault(command)).toBeNull();
          const now = new Date(nowMs).toISOString();
          const decision = decide(floor, command, now);
          if (decision.kind === 'rejected') continue;
          for (const event of decision.events) {
            const { commandId } = command;
            const seq = floor.contextSeq + 1;
            const fact = { ...event, seq, recordedAt: now, actor, commandId } as Fact;
            happened.add(event.type);
            const { type, data } = JSON.parse(JSON.stringify(fact)) as Fact;
            const schemaVersion = EVENT_SCHEMA_VERSIONS[type];
            expect(eventFault({ ...ENVELOPE, type, schemaVersion, data } as never)).toBeNull();
            evolve(floor, fact);
          }
        }
      }),
      { numRuns: 150 },
    );
    // Otherwise this has not tested what it says.
    const neverAsked = COMMAND_TYPES.filter((type) => !asked.has(type));
    expect(neverAsked).toEqual([]);
    // Some events are rare, such as the promotion of what was imported.
    expect(happened.size).toBeGreaterThanOrEqual(15);
  });
});

const ENVELOPE = {
  id: VENUE_ID,
  venueId: VENUE_ID,
  partition: 7,
  seq: 1,
  recordedAt: instant('17:00'),
  actor,
  commandId: VENUE_ID,
  correlationId: null,
};

/** One thing done to a command, somewhere in it: most make it bad, some leave it good. */
const damage = fc.record({
  /** Which of all its fields. */
  at: fc.nat(),
  how: fc.constantFrom('gone', 'beside', 'replaced'),
  by: fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      ' ',
      '\t\u00a0',
      'x',
      0,
      1,
      -1,
      1.5,
      1_001,
      86_401,
      true,
      [],
      {},
      [[]],
    ),
    fc.constantFrom<unknown>('2026-02-30T19:00', '19:00', '2026-11-27T19:30:00+01:00', 'no_show'),
    fc.constant('9B1C0A52-7D0F-4E4A-8A2E-1F6D2C3B4A55'),
    fc.constantFrom(200, 201, 500, 501).map((length) => 'z'.repeat(length)),
    fc.constantFrom(100, 101).map((length) => Array<string>(length).fill(VENUE_ID)),
    fc.jsonValue({ maxDepth: 1 }),
  ),
});

describe('the check of the service and the schema agree', () => {
  test('on commands of which one field is gone, one too many, or another', () => {
    const verdicts = { good: 0, bad: 0 };
    fc.assert(
      fc.property(steps(10), fc.array(damage, { minLength: 20, maxLength: 40 }), (plays, done) => {
        done.forEach(({ at, how, by }, i) => {
          const command = asSent(plays[i % plays.length]!.command);
          const places = [...placesIn(command)];
          const [holder, name] = places[at % places.length]!;
          if (how === 'gone') delete holder[name];
          if (how === 'beside') holder[`${name}s`] = by;
          if (how === 'replaced') holder[name] = by;
          const [type] = COMMAND_TYPES.filter((known) => known === command['type']);
          const fault = schemaFault(type ?? 'CommandEnvelope', command);
          const fields = problemsOf(command);
          // What JSON Schema cannot say is the service's alone to refuse.
          if (fault === null && fields.length > 0) {
            expect(fields.filter(({ message }) => !BEYOND.test(message))).toEqual([]);
            return;
          }
          expect({ command, fault, fields }).toEqual(
            fault === null
              ? { command, fault: null, fields: [] }
              : { command, fault, fields: expect.arrayContaining([expect.anything()]) as unknown },
          );
          verdicts[fault === null ? 'good' : 'bad'] += 1;
        });
      }),
      { numRuns: 300 },
    );
    expect(verdicts.good).toBeGreaterThan(300);
    expect(verdicts.bad).toBeGreaterThan(3_000);
  });
});

/** Rules between fields, and those that need a calendar, a list of zones or a ruler. */
const BEYOND = new RegExp(
  [
    'is not a time that exists',
    "must be the envelope's venueId",
    'must be the name of an IANA time zone',
    'must not be less than minParty',
    'must have different ids',
    'must be pairs of ids of two different tables',
    'must be a JSON object of at most 8 KiB',
    'has a NUL, half of a surrogate pair',
  ].join('|'),
);

function problemsOf(raw: unknown): readonly { path: string; message: string }[] {
  const parsed = parseCommand(raw, () => actor);
  if (parsed.ok) return [];
  return parsed.outcome.rejection!.details!['fields'] as unknown as {
    path: string;
    message: string;
  }[];
}

/** Every field of an object and of those inside it, of lists those of their first. */
function* placesIn(holder: Json): Generator<readonly [Json, string]> {
  for (const [name, member] of Object.entries(holder)) {
    yield [holder, name];
    const [first] = Array.isArray(member) ? (member as unknown[]) : [member];
    const isObject = typeof first === 'object' && first !== null && !Array.isArray(first);
    if (isObject && name !== 'metadata') yield* placesIn(first as Json);
  }
}
