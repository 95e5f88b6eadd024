import type { Decision } from '#allocation';
import { Coverage, Floor, decide, evolve } from '#allocation';
import type { Command, CommandData, Flags, Instant, Uuid } from '#contracts';
import { derivedUuid } from '#contracts';
import fc from 'fast-check';
import { EVERY_CLOCK } from './clocks.js';
import * as to from './commands.js';
import { POLICY, VENUE_ID, idOf, instant } from './floor-plan.js';

/**
 * Histories of a few bookings as their owner, the staff and the clock write them: the owner edits
 * some fields and sends the rest as before; in between come other policies, staff's moves, and
 * guests.
 */
export type Deciding = (floor: Floor, command: Command, now: Instant) => Decision;
export type Registration = CommandData['RegisterBooking'];

export interface Turn {
  readonly afterMinutes: number;
  /** A command, or what the owner changes of what it sent last. */
  readonly does: Command | OwnerEdit;
}

export interface OwnerEdit {
  readonly booking: string;
  readonly changes: Partial<Registration>;
}

/** A command about to be decided, and what it led to. */
export interface EditMoment {
  readonly before: Floor;
  readonly after: Floor;
  readonly command: Command;
  readonly now: Instant;
  readonly decision: Decision;
  /** What the booking's owner sent when anything of the booking was recorded last. */
  readonly last: Registration | null;
}

const BOOKINGS = ['A', 'B', 'C'];
const booking = fc.constantFrom(...BOOKINGS);
const labels = fc.constantFrom('T3', 'T3', 'T3', 'T4', 'T4', 'T2 T3');
const quarter = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 30);
/** A time of the evening, or of the next one, as different senders write it. */
const writings: readonly ((minutes: number) => string)[] = [
  (minutes) => clock(minutes),
  (minutes) => `${clock(minutes + 60).slice(0, 19)}+01:00`,
  (minutes) => clock(minutes).slice(0, 16),
];
const written = (minutes: fc.Arbitrary<number>) =>
  fc.tuple(minutes, fc.constantFrom(...writings)).map(([at, write]) => write(at));
const evening = quarter(36, 42);
const startsAt = written(
  fc.oneof(
    { weight: 6, arbitrary: evening },
    { weight: 1, arbitrary: evening.map((at) => at + 24 * 60) },
  ),
);
const endsAt = fc.option(written(quarter(41, 47)), { freq: 3, nil: null });
const status = fc.constantFrom(
  ...(['confirmed', 'confirmed', 'pending', 'checked_in', 'cancelled'] as const),
);
const staffWindow = fc.option(
  fc.tuple(evening, fc.constantFrom(60, 90, 150, 210)).map(([at, lasts]) => ({
    start: clock(at),
    end: clock(at + lasts),
  })),
  { freq: 1, nil: null },
);

/** Any of the fields, mostly one or two of them: the owner sends the others again. */
const ownerEdit = fc
  .tuple(
    booking,
    fc.record(
      {
        partySize: fc.constantFrom(2, 3, 4),
        startsAt,
        endsAt,
        status,
        zone: fc.constantFrom(null, 'room', 'patio'),
        pinnedTableIds: fc.constantFrom(null, to.ids('T3'), to.ids(['T4'])),
        metadata: fc.constantFrom({ note: 'cake' }, { note: 'by the window' }, null),
      },
      { requiredKeys: [] },
    ),
    fc.uniqueArray(
      fc.constantFrom('partySize', 'startsAt', 'endsAt', 'status', 'zone', 'metadata'),
      { minLength: 2, maxLength: 5 },
    ),
  )
  .map(([name, drawn, dropped]): OwnerEdit => {
    const kept = Object.entries(drawn).filter(([field]) => !dropped.some((one) => one === field));
    return { booking: name, changes: Object.fromEntries(kept) };
  });

const policy = fc
  .record({
    turns: fc.constantFrom([60, 60], [120, 120], [120, 180], [150, 150]),
    buffer: fc.constantFrom(0, 0, 15),
    closes: fc.constantFrom('01:00', '23:30'),
    overstay: fc.constantFrom({ leadMinutes: 30, extendMinutes: 30, maxMinutes: 120 }, null),
    timeZone: fc.constantFrom('UTC', 'UTC', 'Europe/Vienna'),
  })
  .map(({ turns, buffer, closes, overstay, timeZone }) =>
    to.configure(
      {
        outsideService: 'warn',
        servicePeriods: POLICY.servicePeriods.map((period) => ({
          ...period,
          to: period.name === 'dinner' ? closes : period.to,
          turnMinutes: [
            { upTo: 2, minutes: turns[0] },
            { upTo: 99, minutes: turns[1] },
          ],
        })),
        buffers: { beforeMinutes: buffer, afterMinutes: buffer },
        overstay,
      },
      { timeZone },
    ),
  );

const staffStatus = fc.constantFrom(
  ...(['checked_in', 'checked_in', 'seated', 'seated', 'confirmed'] as const),
  ...(['completed', 'cancelled', 'no_show'] as const),
);
const staffsOwn: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(booking, labels, staffWindow)
      .map(([name, tables, window]) => to.assign(name, tables.split(' '), window)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(booking, labels, staffWindow)
      .map(([name, tables, window]) => to.move(name, tables.split(' '), window)),
  },
  { weight: 6, arbitrary: fc.tuple(booking, staffStatus).map((args) => to.setStatus(...args)) },
  { weight: 2, arbitrary: booking.map((name) => to.pin(name)) },
  { weight: 1, arbitrary: booking.map((name) => to.unpin(name)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(booking, fc.constantFrom('T2', 'T4'))
      .map(([name, table]) => to.hold(`H${name}`, name, table, { ttlSeconds: 600 })),
  },
  { weight: 3, arbitrary: booking.map(to.extendStay) },
  { weight: 2, arbitrary: policy },
);

/** Two parties at one table back to back, whom every history may begin with. */
const opening: readonly Turn['does'][] = [
  to.configure({ outsideService: 'warn' }),
  { booking: 'A', changes: {} },
  { booking: 'B', changes: { startsAt: instant('21:00') } },
  to.assign('A', 'T3'),
  to.assign('B', 'T3'),
];

export function histories(lengthMax: number): fc.Arbitrary<readonly Turn[]> {
  const does = fc.oneof({ weight: 4, arbitrary: ownerEdit }, { weight: 5, arbitrary: staffsOwn });
  const turn = fc.tuple(fc.constantFrom(0, 0, 0, 5, 30, 90), does);
  return fc.array(turn, { minLength: 1, maxLength: lengthMax, size: 'max' }).map((drawn) =>
    [...opening.map((one) => [0, one] as const), ...drawn].map(([afterMinutes, one]) => ({
      afterMinutes,
      does: one,
      [fc.toStringMethod]: () => tell(afterMinutes, one),
    })),
  );
}

/** Plays a history; `look` sees each command with the floor before and after it. */
export function playHistory(
  turns: readonly Turn[],
  flags: Flags,
  deciding: Deciding = decide,
  look: (moment: EditMoment) => void = () => undefined,
): void {
  const floor = new Floor(VENUE_ID, 7, flags, Coverage.everything(), EVERY_CLOCK);
  const sentLast = new Map<Uuid, Registration>();
  const recorded = new Map<Uuid, Registration>();
  let seq = 0;
  let nowMs = Date.parse(instant('17:00'));
  for (const [at, { afterMinutes, does }] of turns.entries()) {
    nowMs += afterMinutes * 60_000;
    const now = new Date(nowMs).toISOString();
    const command = { ...commandOf(does, sentLast), commandId: derivedUuid('turn', at) };
    const before = floor.copy();
    const decision = deciding(floor, command, now);
    if (decision.kind === 'accepted') {
      const { actor, commandId } = command;
      for (const event of decision.events) {
        evolve(floor, { ...event, seq: ++seq, recordedAt: now, actor, commandId });
      }
    }
    const of = command.type === 'RegisterBooking' ? command.data : null;
    const last = (of && recorded.get(of.bookingId)) ?? null;
    look({ before, after: floor, command, now, decision, last });
    if (!of || decision.kind === 'rejected') continue;
    sentLast.set(of.bookingId, of);
    if (decision.events.length > 0 || last === null) recorded.set(of.bookingId, of);
  }
}

function commandOf(does: Turn['does'], sentLast: ReadonlyMap<Uuid, Registration>): Command {
  if ('type' in does) return does;
  const known = sentLast.get(idOf(does.booking)) ?? {};
  return to.register(does.booking, { ...known, ...does.changes });
}

function clock(minutesOfDay: number): string {
  return instant(`${Math.floor(minutesOfDay / 60)}:${String(minutesOfDay % 60).padStart(2, '0')}`);
}

const NAMES = new Map(
  [...BOOKINGS, 'HA', 'HB', 'HC', 'T2', 'T3', 'T4'].map((name) => [idOf(name), name]),
);

function tell(afterMinutes: number, does: Turn['does']): string {
  const what =
    'booking' in does
      ? `the owner of ${does.booking} sends ${JSON.stringify(does.changes)}`
      : `${does.type} ${JSON.stringify(does.type === 'ConfigureVenue' ? [does.data.timeZone, does.data.policy] : does.data)}`;
  return `\n  +${afterMinutes} min ${what.replaceAll(/[0-9a-f-]{36}/g, (id) => NAMES.get(id) ?? id)}`;
}
