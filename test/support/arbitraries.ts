import type { Command, SentWindow } from '#contracts';
import { FLAG_NAMES, derivedUuid } from '#contracts';
import fc from 'fast-check';
import * as to from './commands.js';
import { TABLES, floorPlan, idOf, instant } from './floor-plan.js';

/** A command some seconds after the one before. */
export interface Step {
  readonly afterSeconds: number;
  readonly command: Command;
}

const BOOKINGS = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'];
/** Some ids are used for several kinds of things, as a sender may who has one number for all. */
const HOLDS = ['H1', 'H2', 'H3', 'B4', 'B5'];
const BLOCKS = ['K1', 'H2', 'B5'];

const booking = fc.constantFrom(...BOOKINGS);
/** Imports may bring bookings that nobody has registered. */
const knownOrNot = fc.constantFrom(...BOOKINGS, 'I1', 'I2');
const holdName = fc.constantFrom(...HOLDS);
/** A hold with a booking, most often the one of its number: so that some are confirmed. */
const holdAndBooking = holdName.chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(name.replace('H', 'B')) },
      { weight: 1, arbitrary: booking },
    ),
  ),
);
const blockName = fc.constantFrom(...BLOCKS);
const label = fc.constantFrom(...TABLES.map((table) => table.label));
/** Mostly one table; else neighbours, and now and then tables that may not be joined. */
const labels = fc.oneof(
  { weight: 5, arbitrary: label.map((one) => [one]) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ['T1', 'T2'],
      ['T2', 'T3'],
      ['T3', 'T4'],
      ['T4', 'T5'],
      ['P1', 'P2'],
    ),
  },
  { weight: 1, arbitrary: fc.uniqueArray(label, { minLength: 2, maxLength: 3 }) },
);
/** Quarter hours of one dinner, so that windows often meet, touch and enclose each other. */
const start = fc.integer({ min: 0, max: 8 }).map((half) => 18 * 60 + half * 30);
const minutes = fc.constantFrom(30, 60, 90, 120, 150, 240);
const window = fc
  .tuple(start, minutes)
  .map(([at, length]): SentWindow => ({ start: clock(at), end: clock(at + length) }));
/** The evening's first parties are due from the beginning. */
const LENGTHENS = { leadMinutes: 120, extendMinutes: 30, maxMinutes: 240 };

const maybeWindow = fc.option(window, { freq: 2, nil: null });
const ttl = fc.option(fc.constantFrom(10, 30, 60, 300, 600), { nil: undefined });

/** Any command that could be sent about a handful of tables, bookings, holds and blocks. */
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 14, arbitrary: registering() },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        booking,
        fc.constantFrom(
          'pending',
          'confirmed',
          'checked_in',
          'seated',
          'completed',
          'cancelled',
          'no_show',
          'confirmed',
          'confirmed',
        ),
      )
      .map(([name, status]) => to.setStatus(name, status as 'pending')),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(holdAndBooking, fc.integer({ min: 0, max: 4 }), labels, maybeWindow, ttl)
      .map(([[name, owner], nobody, tables, wanted, ttlSeconds]) =>
        to.hold(name, nobody === 0 ? null : owner, tables, {
          ...(wanted ? { window: wanted } : {}),
          ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
        }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(holdName, fc.constantFrom(30, 300, 600))
      .map(([name, seconds]) => to.extend(name, seconds)),
  },
  {
    weight: 5,
    arbitrary: holdAndBooking.map(([name, owner]) => to.confirm(name, owner)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(holdName, fc.option(booking))
      .map(([name, owner]) => to.release(name, owner)),
  },
  { weight: 1, arbitrary: holdName.map(to.expire) },
  { weight: 3, arbitrary: booking.map(to.extendStay) },
  {
    weight: 16,
    arbitrary: fc.tuple(booking, labels, maybeWindow).map((args) => to.assign(...args)),
  },
  { weight: 3, arbitrary: fc.tuple(booking, labels).map((args) => to.add(...args)) },
  {
    weight: 7,
    arbitrary: fc
      .tuple(booking, maybeWindow)
      .map(([name, wanted]) => to.assignBest(name, { window: wanted })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(booking, fc.option(labels)).map((args) => to.unassign(...args)),
  },
  { weight: 8, arbitrary: fc.tuple(booking, labels, maybeWindow).map((args) => to.move(...args)) },
  { weight: 6, arbitrary: fc.tuple(booking, booking).map((args) => to.swap(...args)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(holdAndBooking, maybeWindow)
      .map(([[name, owner], wanted]) =>
        to.holdBest(name, owner, { window: wanted, ttlSeconds: 300 }),
      ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(booking, labels, fc.dictionary(booking, labels, { maxKeys: 3 }), maybeWindow)
      .map((args) => to.repack(...args)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(blockName, labels, window, fc.integer({ min: 0, max: 4 }))
      .map(([name, tables, wanted, open]) =>
        to.block(name, tables, open === 0 ? { ...wanted, end: null } : wanted),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(blockName, fc.option(labels)).map((args) => to.unblock(...args)),
  },
  { weight: 2, arbitrary: booking.map((name) => to.pin(name)) },
  { weight: 1, arbitrary: booking.map((name) => to.unpin(name)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...FLAG_NAMES), fc.option(fc.boolean()))
      .map(([flag, value]) => to.flip(flag, value)),
  },
  { weight: 1, arbitrary: reconfiguring() },
  { weight: 3, arbitrary: importing() },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(knownOrNot, { minLength: 1, maxLength: 4 })
      .map((names) => to.command('PromoteAllocations', { bookingIds: names.map(idOf) })),
  },
);

/** What happens around one hold: it is placed, and then comes what a hold has to do with. */
const aroundHold: fc.Arbitrary<readonly Command[]> = fc
  .tuple(holdAndBooking, label, booking, fc.integer({ min: 0, max: 7 }))
  .map(([[name, owner], table, other, next]) => {
    const followers = [
      to.confirm(name, owner),
      to.confirm(name, owner),
      to.extend(name, 600),
      to.release(name, owner),
      to.assign(owner, table),
      to.swap(owner, other),
      to.setStatus(owner, 'cancelled'),
      to.hold(name, null, table, { ttlSeconds: 300 }),
    ];
    return [to.hold(name, owner, table, { ttlSeconds: 300 }), followers[next]!];
  });

/** Who sends, and by which route, varies too. */
const scene = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: anyCommand.map((one) => [one]) },
      { weight: 1, arbitrary: aroundHold },
    ),
    fc.constantFrom('staff', 'staff', 'staff', 'ops', 'system'),
  )
  .map(([commands, sender]) => {
    if (sender === 'system') return commands.map(to.automatically);
    return sender === 'ops' ? commands.map(to.byOps) : commands;
  });

/**
 * A venue, some bookings, and then whatever comes; time never goes back. Every step has a command
 * id of its own.
 */
export function steps(maxLength: number): fc.Arbitrary<readonly Step[]> {
  const later = fc.tuple(fc.constantFrom(0, 0, 1, 5, 29, 30, 31, 120, 300), scene);
  return fc.array(later, { minLength: maxLength / 2, maxLength, size: 'max' }).map((drawn) => {
    const opening = [
      to.configure({ overstay: LENGTHENS }),
      ...BOOKINGS.slice(0, 6).map((name) => to.register(name)),
      to.assign('B1', 'T1'),
      to.assign('B2', 'T2'),
      to.assign('B3', 'P1'),
    ];
    const all = [
      ...opening.map((one): [number, Command] => [0, one]),
      ...drawn.flatMap(([afterSeconds, commands]) =>
        commands.map((one, at): [number, Command] => [at === 0 ? afterSeconds : 0, one]),
      ),
    ];
    return all.map(([afterSeconds, one], at) => ({
      afterSeconds,
      command: { ...one, commandId: derivedUuid('step', at, one.commandId) },
      [fc.toStringMethod]: () => tell(afterSeconds, one),
    }));
  });
}

function registering(): fc.Arbitrary<Command> {
  return fc
    .tuple(
      booking,
      fc.constantFrom(1, 2, 2, 3, 4, 6, 9),
      start,
      fc.option(minutes, { freq: 2 }),
      fc.constantFrom('confirmed', 'confirmed', 'pending', 'cancelled', 'no_show'),
      fc.constantFrom(null, null, 'room', 'patio'),
      fc.option(labels, { freq: 1, nil: null }),
    )
    .map(([name, partySize, at, length, status, zone, pinned]) =>
      to.register(name, {
        partySize,
        startsAt: clock(at),
        endsAt: length === null ? null : clock(at + length),
        status: status as 'pending',
        zone,
        pinnedTableIds: pinned === null ? null : pinned.map(idOf),
        metadata: { note: `table for ${partySize}` },
      }),
    );
}

/** Rows of another system: some of one booking, some for one window, some for none. */
function importing(): fc.Arbitrary<Command> {
  const row = fc.tuple(knownOrNot, label, window).map(([name, table, { start, end }]) => ({
    bookingId: idOf(name),
    tableId: idOf(table),
    start,
    end: end!,
  }));
  const merge = fc
    .tuple(knownOrNot, labels, window)
    .map(([name, tables, { start, end }]) =>
      tables.map((one) => ({ bookingId: idOf(name), tableId: idOf(one), start, end: end! })),
    );
  return fc
    .tuple(fc.array(row, { maxLength: 3 }), merge)
    .map(([rows, merged]) => to.command('ImportAllocations', { rows: [...merged, ...rows] }));
}

/** Another policy, or a floor that has lost a table. */
function reconfiguring(): fc.Arbitrary<Command> {
  return fc
    .record({
      maxTables: fc.constantFrom(2, 3),
      adjacencyMode: fc.constantFrom('connected', 'pairwise', 'off'),
      outsideService: fc.constantFrom('warn', 'refuse'),
      slackMode: fc.constantFrom('warn', 'refuse', null),
      overstay: fc.constantFrom(LENGTHENS, LENGTHENS, null),
    })
    .chain((policy) =>
      fc.option(label).map((dropped) => {
        const tables = TABLES.filter((table) => table.label !== dropped);
        const adjacencies = floorPlan().adjacencies.filter(
          (edge) => dropped === null || !edge.includes(idOf(dropped)),
        );
        const forced = dropped === null ? {} : { force: true, reason: 'it broke' };
        return to.configure(policy, { tables, adjacencies, ...forced });
      }),
    );
}

function clock(minutesOfDay: number): string {
  const hours = Math.floor(minutesOfDay / 60);
  return instant(`${hours}:${String(minutesOfDay % 60).padStart(2, '0')}`);
}

const NAMES = new Map(
  [...BOOKINGS, ...HOLDS, ...BLOCKS, ...TABLES.map(({ label }) => label)].map((name) => [
    idOf(name),
    name,
  ]),
);

/** A step as a person reads it in a counterexample. */
function tell(afterSeconds: number, { type, data, actor, route }: Command): string {
  const details = type === 'ConfigureVenue' ? JSON.stringify(data.policy) : JSON.stringify(data);
  const named = details.replaceAll(/[0-9a-f-]{36}/g, (id) => NAMES.get(id) ?? id);
  return `\n  +${afterSeconds}s ${type} ${named} ${actor.kind} ${route ?? ''}`;
}

/**
 * Steps in which a hold lapses at once or not for minutes, so that a real clock decides as any
 * other would.
 */
export function quickSteps(maxLength: number): fc.Arbitrary<readonly Step[]> {
  return steps(maxLength).map((all) =>
    all.map((step) => ({ ...step, command: withQuickHolds(step.command) })),
  );
}

function withQuickHolds(command: Command): Command {
  if (command.type === 'HoldTables') {
    const sent = command.data.ttlSeconds ?? 0;
    const ttlSeconds = sent < 300 ? 0 : sent;
    return { ...command, data: { ...command.data, ttlSeconds } };
  }
  if (command.type !== 'ConfigureVenue') return command;
  const hold = { minSeconds: 0, defaultSeconds: 0, maxSeconds: 600, maxLifeSeconds: 900 };
  return { ...command, data: { ...command.data, policy: { ...command.data.policy, hold } } };
}
