import { useMemo } from 'react';
import type { BookingStatus, TableRef, TimelineBooking, TimelineSegment, Window } from '#contracts';
import { idOf } from '../api/attempts.js';
import { STATUS_WORDS, nameOf } from './tiles.js';
import type { Ask } from './use-changes.js';

/** What is done to bookings, holds and tables besides seating. All answer whether it was done. */
export interface Care {
  readonly pin: (booking: TimelineBooking, reason: string) => Promise<boolean>;
  readonly unpin: (booking: TimelineBooking, reason: string) => Promise<boolean>;
  readonly setStatus: (booking: TimelineBooking, status: BookingStatus) => Promise<boolean>;
  readonly block: (table: TableRef, window: Window, reason: string) => Promise<boolean>;
  readonly unblock: (segment: TimelineSegment) => Promise<boolean>;
  readonly release: (segment: TimelineSegment) => Promise<boolean>;
  readonly extend: (segment: TimelineSegment, ttlSeconds: number) => Promise<boolean>;
  readonly confirm: (segment: TimelineSegment) => Promise<boolean>;
}

export function useCare(ask: Ask): Care {
  return useMemo(() => care(ask), [ask]);
}

function care(ask: Ask): Care {
  return {
    pin: (booking, reason) =>
      ask({
        type: 'PinBooking',
        data: { bookingId: booking.bookingId, reason },
        done: () => ({ text: `${nameOf(booking)} stays where it is.` }),
      }),
    unpin: (booking, reason) =>
      ask({
        type: 'UnpinBooking',
        data: { bookingId: booking.bookingId, reason },
        done: () => ({ text: `${nameOf(booking)} may be moved again.` }),
      }),
    setStatus: (booking, status) => setStatus(ask, booking, status),
    block: (table, window, reason) => block(ask, [table], window, reason),
    unblock: (segment) => unblock(ask, segment),
    release: (segment) =>
      ask({
        type: 'ReleaseHold',
        data: { holdId: segment.holdId!, reason: 'released by hand' },
        done: () => ({ text: `${labelsOf(segment.tables)}: the hold is released.` }),
      }),
    extend: (segment, ttlSeconds) =>
      ask({
        type: 'ExtendHold',
        data: { holdId: segment.holdId!, ttlSeconds },
        done: () => ({ text: `${labelsOf(segment.tables)}: held longer.` }),
      }),
    confirm: (segment) =>
      ask({
        type: 'ConfirmHold',
        data: { holdId: segment.holdId!, bookingId: segment.bookingId! },
        done: () => ({ text: `${labelsOf(segment.tables)}: confirmed.` }),
      }),
  };
}

function setStatus(ask: Ask, booking: TimelineBooking, status: BookingStatus): Promise<boolean> {
  // What was completed or cancelled is over; everything else can be taken back.
  const isOver = status === 'completed' || status === 'cancelled';
  const undo = { label: 'Undo', act: () => void setStatus(ask, booking, booking.status) };
  return ask({
    type: 'SetBookingStatus',
    data: { bookingId: booking.bookingId, status },
    done: () => ({
      text: `${nameOf(booking)}: ${STATUS_WORDS[status]}.`,
      actions: isOver ? [] : [undo],
    }),
  });
}

function block(
  ask: Ask,
  tables: readonly TableRef[],
  window: Window,
  reason: string,
): Promise<boolean> {
  // A block that was asked for and not answered is asked for again, not a second one on top of it.
  const blockId = idOf(['block', tables, window, reason]);
  const undo = () =>
    ask({
      type: 'UnblockTables',
      data: { blockId, reason: 'undone' },
      done: () => ({ text: `${labelsOf(tables)} can be used again.` }),
    });
  return ask({
    type: 'BlockTables',
    data: { blockId, tableIds: tables.map(({ tableId }) => tableId), window, reason },
    done: () => ({
      text: `${labelsOf(tables)} blocked.`,
      detail: reason,
      actions: [{ label: 'Undo', act: () => void undo() }],
    }),
  });
}

function unblock(ask: Ask, { blockId, tables, window, reason }: TimelineSegment) {
  const again = (): void => void block(ask, tables, window, reason ?? 'blocked again');
  return ask({
    type: 'UnblockTables',
    data: { blockId: blockId!, reason: 'not needed any more' },
    done: () => ({
      text: `${labelsOf(tables)} can be used again.`,
      actions: [{ label: 'Undo', act: again }],
    }),
  });
}

/** `T4 + T5`; of a block of many tables the first few, and how many more. */
export function labelsOf(tables: readonly TableRef[]): string {
  const named = tables.length > NAMED_MAX ? tables.slice(0, 3) : tables;
  const more = tables.length - named.length;
  return `${named.map(({ label }) => label).join(' + ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const NAMED_MAX = 8;
