import { useMemo, useRef } from 'react';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { dayInView } from '../time/day-in-view.js';
import { offersOf, refusalOf } from './refusal.js';
import { findSeat, idsOf, sameSeat, sameWindow, seatAt, seatWords } from './seating.js';
import type { Seat, Seating, Subject, Target } from './seating.js';
import { nameOf } from './tiles.js';
import type { Ask } from './use-changes.js';

/** What the actions stand on: how to ask, and the newest picture. */
interface Desk {
  readonly ask: Ask;
  readonly timeline: () => Timeline;
}

export function useSeating(timeline: Timeline | undefined, ask: Ask): Seating {
  const latest = useRef(timeline);
  latest.current = timeline;
  return useMemo(() => seatingAt({ ask, timeline: () => latest.current! }), [ask]);
}

function seatingAt(desk: Desk): Seating {
  const seating: Seating = {
    place: (subject, target) => place(desk, seating, subject, target),
    best: (booking, except) => best(desk, seating, booking, except),
    unassign: (booking) => unassign(desk, booking),
    swap: (a, b) => swap(desk, seating, a, b),
  };
  return seating;
}

function place(desk: Desk, seating: Seating, subject: Subject, target: Target): Promise<boolean> {
  const { booking, from } = subject;
  const timeline = desk.timeline();
  const seat = seatAt(timeline, target);
  if (from !== null && sameSeat(from, seat)) return Promise.resolve(true);
  return desk.ask({
    ...(from === null ? assigning(booking, seat) : moving(booking, from, seat)),
    shows: [{ booking, seat }],
    done: () => ({
      text: `${nameOf(booking)}: ${seatWords(seat, dayInView(timeline))}.`,
      actions: [undo(desk, booking, from)],
    }),
    refused: (problem, why) =>
      refusalOf(desk.timeline(), seating, { booking, from, wanted: seat }, problem, why),
  });
}

function best(
  desk: Desk,
  seating: Seating,
  booking: TimelineBooking,
  except?: Uuid,
): Promise<boolean> {
  const { bookingId } = booking;
  const from = findSeat(desk.timeline(), bookingId);
  const constraints = except === undefined ? null : { excludeTableIds: [except] };
  return desk.ask({
    type: 'AssignBest',
    data: { bookingId, window: from?.window ?? null, constraints },
    done: (now) => {
      const seat = now && findSeat(now, bookingId);
      const where = seat ? seatWords(seat, dayInView(desk.timeline())) : 'has a table';
      return { text: `${nameOf(booking)}: ${where}.`, actions: [undo(desk, booking, from)] };
    },
    refused: (problem, why) => ({
      text: `No table for ${nameOf(booking)}.`,
      detail: why,
      actions: offersOf(desk.timeline(), seating, booking, from, problem),
    }),
  });
}

function unassign(desk: Desk, booking: TimelineBooking): Promise<boolean> {
  const from = findSeat(desk.timeline(), booking.bookingId);
  return desk.ask({
    type: 'UnassignTables',
    data: { bookingId: booking.bookingId },
    shows: [{ booking, seat: null }],
    done: () => ({
      text: `${nameOf(booking)} has no table now.`,
      actions: [undo(desk, booking, from)],
    }),
  });
}

function swap(
  desk: Desk,
  seating: Seating,
  a: TimelineBooking,
  b: TimelineBooking,
): Promise<boolean> {
  const [seatA, seatB] = [a, b].map(({ bookingId }) => findSeat(desk.timeline(), bookingId));
  const shows =
    seatA && seatB
      ? [
          { booking: a, seat: { tables: seatB.tables, window: seatA.window } },
          { booking: b, seat: { tables: seatA.tables, window: seatB.window } },
        ]
      : [];
  return desk.ask({
    type: 'SwapBookings',
    data: { bookingIdA: a.bookingId, bookingIdB: b.bookingId },
    shows,
    done: () => ({
      text: `${nameOf(a)} and ${nameOf(b)} changed tables.`,
      actions: [{ label: 'Undo', act: () => void seating.swap(a, b) }],
    }),
    refused: (_problem, why) => ({
      text: `${nameOf(a)} and ${nameOf(b)} cannot change tables.`,
      detail: why,
    }),
  });
}

/** Puts a booking back to where it was. */
function undo(desk: Desk, booking: TimelineBooking, before: Seat | null) {
  const done = () => ({ text: `Undone: ${nameOf(booking)} is where it was.` });
  const act = (): void => {
    if (before === null) return void unassign(desk, booking);
    const from = findSeat(desk.timeline(), booking.bookingId);
    const back = from === null ? assigning(booking, before) : moving(booking, from, before);
    void desk.ask({ ...back, shows: [{ booking, seat: before }], done });
  };
  return { label: 'Undo', act };
}

function assigning({ bookingId, window }: TimelineBooking, seat: Seat) {
  const asWished = sameWindow(window, seat.window);
  const data = { bookingId, tableIds: idsOf(seat), window: asWished ? null : seat.window };
  return { type: 'AssignTables', data } as const;
}

function moving({ bookingId }: TimelineBooking, from: Seat, seat: Seat) {
  const stays = sameWindow(from.window, seat.window);
  const data = { bookingId, tableIds: idsOf(seat), window: stays ? null : seat.window };
  return { type: 'MoveBooking', data } as const;
}
