const venueId = 'e1928161-5ae2-5660-8045-277df633b892';
const bookingId = '5b6f1c0e-30a4-4d6c-9a83-8f6d0f1c2a11';
const holdId = '9b1c0a52-7d0f-4e4a-8a2e-1f6d2c3b4a55';
const tableIds = ['fde72eae-2989-5543-b7b4-5dbb0094f431'];

export const REGISTER_BOOKING_EXAMPLE = {
  venueId,
  partySize: 2,
  startsAt: '2026-11-27T19:30',
  status: 'confirmed',
};

export const COMMAND_EXAMPLES = {
  RegisterBooking: {
    summary: 'Make a booking known',
    value: command('RegisterBooking', {
      bookingId,
      partySize: 2,
      startsAt: '2026-11-27T19:30',
      status: 'confirmed',
    }),
  },
  AssignBest: {
    summary: 'Let the selector choose tables',
    value: command('AssignBest', { bookingId }),
  },
  HoldTables: {
    summary: 'Hold a table for three minutes',
    value: command('HoldTables', { holdId, bookingId, tableIds, ttlSeconds: 180 }),
  },
  ConfirmHold: {
    summary: 'Make a hold the assignment of its booking',
    value: command('ConfirmHold', { holdId, bookingId }),
  },
  several: {
    summary: 'Several at once',
    value: [
      command('AssignTables', { bookingId, tableIds }),
      command('SetBookingStatus', { bookingId, status: 'cancelled' }),
    ],
  },
};

export const OUTCOME_EXAMPLE = {
  commandId: '0c7e1e5e-7a0e-4b4c-9a30-5a2f5a3e1d01',
  status: 'accepted',
  duplicate: false,
  events: [
    { id: '1d8a7c62-35a5-8f0b-9d6e-6f1f4f0f7a10', type: 'TablesAssigned', partition: 7, seq: 1234 },
  ],
  contextVersion: '7:1234',
  warnings: [],
};

function command(type: string, data: object): object {
  return { commandId: '0c7e1e5e-7a0e-4b4c-9a30-5a2f5a3e1d01', type, venueId, data };
}
