import { describe, expect, test } from '@jest/globals';
import type { Decision } from '#allocation';
import { decide } from '#allocation';
import type { DomainEvent, Flags, Seating } from '#contracts';
import { PRESENT_STATUSES, TERMINAL_STATUSES } from '#contracts';
import fc from 'fast-check';
import type { Deciding, EditMoment, Registration, Turn } from '../support/booking-edits.js';
import { histories, playHistory } from '../support/booking-edits.js';
import { brokenPromises } from '../support/edit-promises.js';
import { ENFORCING, OBSERVING } from '../support/floor-plan.js';

const RUNS = 1_000;
const flagSets = fc.constantFrom(ENFORCING, ENFORCING, ENFORCING, OBSERVING);

type See = (moment: EditMoment) => void;

/** Plays a history by a rule, and throws where an edit breaks a promise. */
function keepPromises(turns: readonly Turn[], flags: Flags, deciding: Deciding, see?: See): void {
  playHistory(turns, flags, deciding, (moment) => {
    const { after, command, now, decision } = moment;
    const broken = brokenPromises(moment);
    if (command.type === 'RegisterBooking' && decision.kind === 'accepted') {
      const again = deciding(after, command, now);
      if (again.kind === 'rejected' || again.events.length > 0) {
        broken.push('the same registration again is a change');
      }
    }
    if (broken.length > 0) throw new Error(`${JSON.stringify(command.data)}: ${broken.join()}`);
    see?.(moment);
  });
}

function promisesAreKept(deciding: Deciding, see?: See) {
  return fc.property(histories(24), flagSets, (turns, flags) =>
    keepPromises(turns, flags, deciding, see),
  );
}

describe('whatever an owner edits', () => {
  test('guests keep their tables, the rest stays as it was, and losses are told', () => {
    const met = new Set<string>();
    const see = ({ before, command, decision }: EditMoment) => {
      if (command.type !== 'RegisterBooking' || decision.kind === 'rejected') return;
      const { bookingId } = command.data;
      const seated = before.assignments.has(bookingId);
      const status = before.bookings.get(bookingId)?.status;
      if (seated && status) met.add(`an edit of a seated booking that is ${status}`);
      for (const { code } of decision.warnings) met.add(code);
    };
    fc.assert(promisesAreKept(decide, see), { numRuns: RUNS });
    // Or the histories would prove nothing.
    expect([...met]).toEqual(
      expect.arrayContaining([
        'TABLES_LOST',
        'WINDOW_NOT_EXTENDED',
        'HOLD_GIVEN_UP',
        'STAFF_CHOICE_KEPT',
        'GUESTS_KEPT',
        'an edit of a seated booking that is checked_in',
        'an edit of a seated booking that is seated',
      ]),
    );
  });
});

/** A rule that is wrong: what `decide` decided of an edit of a known booking, falsified. */
type Falsify = (moment: Edited) => readonly DomainEvent[];
interface Edited {
  readonly events: readonly DomainEvent[];
  readonly sent: Registration;
  readonly was: NonNullable<ReturnType<EditMoment['before']['bookings']['get']>>;
  readonly from: Seating | null;
  readonly turnMinutes: number;
  readonly warned: (code: string) => boolean;
}

function wrongly(falsify: Falsify, silent: readonly string[] = []): Deciding {
  return (floor, command, now): Decision => {
    const decision = decide(floor, command, now);
    if (command.type !== 'RegisterBooking' || decision.kind === 'rejected') return decision;
    const was = floor.bookings.get(command.data.bookingId);
    if (!was || TERMINAL_STATUSES.has(was.status)) return decision;
    const [period] = floor.venue!.configuration.policy.servicePeriods;
    const events = falsify({
      events: decision.events,
      sent: command.data,
      was,
      from: floor.seatingOf(was.bookingId),
      turnMinutes: period!.turnMinutes[0]!.minutes,
      warned: (code) => decision.warnings.some((warning) => warning.code === code),
    });
    const warnings = decision.warnings.filter(({ code }) => !silent.includes(code));
    return { ...decision, events, warnings };
  };
}

const wrong: Readonly<Record<string, Deciding>> = {
  'a window that is computed anew by today’s policy at every edit': wrongly(
    ({ events, turnMinutes }) =>
      events.map((event) => {
        if (event.type !== 'BookingChanged' || event.data.sent?.endsAt != null) return event;
        const { startsAt, window } = event.data;
        const end = new Date(Date.parse(startsAt) + turnMinutes * 60_000).toISOString();
        return { ...event, data: { ...event.data, window: { ...window, end } } };
      }),
  ),
  'an earlier end that shortens the claims of guests who are here': wrongly(
    ({ events, from, was, sent }) => {
      const end = sent.endsAt?.endsWith('Z') ? sent.endsAt : null;
      const shorter =
        from && end && PRESENT_STATUSES.has(was.status) && end < from.window.end!
          ? end > from.window.start
          : false;
      if (!shorter) return events;
      const to = { ...from!, window: { start: from!.window.start, end } };
      return [...events, moved(was, from!, to)];
    },
  ),
  'tables that are lost without a word': wrongly(({ events }) => events, ['TABLES_LOST']),
  'a time that staff chose and an edit moves': wrongly(({ events, from, was, warned }) => {
    const changed = events.find((event) => event.type === 'BookingChanged');
    if (!from || !changed || !warned('STAFF_CHOICE_KEPT')) return events;
    return [...events, moved(was, from, { ...from, window: changed.data.window })];
  }),
  'a status that is set back because it was sent again': wrongly(({ events, sent, was }) => {
    if (events.length === 0 || !PRESENT_STATUSES.has(was.status)) return events;
    if (sent.status !== was.sent?.status || sent.status === was.status) return events;
    const { bookingId, partySize, status } = was;
    const data = { bookingId, partySize, from: status, to: sent.status };
    const ended = { released: null, endedAt: null };
    return [...events, { type: 'BookingStatusChanged', data: { ...data, ...ended } }];
  }),
  'a hold that stays for a time that is no longer the booking’s': wrongly(
    ({ events }) => events.filter(({ type }) => type !== 'HoldReleased'),
    ['HOLD_GIVEN_UP'],
  ),
};

function moved(was: Edited['was'], from: Seating, to: Seating): DomainEvent {
  const { bookingId, partySize } = was;
  return { type: 'BookingMoved', data: { bookingId, partySize, from, to, warnings: [] } };
}

describe('a wrong rule is found:', () => {
  test.each(Object.entries(wrong))('%s', (_rule, deciding) => {
    const found = fc.check(promisesAreKept(deciding), { numRuns: RUNS, endOnFailure: true });
    expect(found).toMatchObject({ failed: true });
    // By that rule alone: as it is decided, the same history keeps every promise.
    const [turns, flags] = found.counterexample!;
    keepPromises(turns, flags, decide);
  });
});
