import { describe, expect, jest, test } from '@jest/globals';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { firstValueFrom, throwError } from 'rxjs';
import type { Blocker, BookingBrief, CommandOutcome, Uuid } from '#contracts';
import type { ReadModel } from '#postgres';
import { NameBlockers } from '../../apps/allocator/src/http/problems/name-blockers.interceptor.js';
import { acceptedOr } from '../../apps/allocator/src/http/problems/outcome-answer.js';
import { namingOf } from '../../apps/allocator/src/queries/named-blockers.js';

const blockerOf = (bookingId: Uuid | null): Blocker => ({
  tableId: randomUUID(),
  label: 'T1',
  kind: 'assignment',
  id: bookingId ?? randomUUID(),
  bookingId,
  window: { start: '2027-03-12T18:00:00.000Z', end: null },
  shadow: false,
  owner: null,
});

const refusedFor = (blockers: readonly Blocker[]): CommandOutcome => ({
  commandId: randomUUID(),
  status: 'rejected',
  duplicate: false,
  events: [],
  contextVersion: null,
  rejection: { code: 'TABLE_CONFLICT', message: 'no', checks: [], blockers, alternatives: [] },
  warnings: [],
});

/** What a route's refusal becomes on its way out. */
function told(briefs: ReadModel['briefBookings'], outcome: CommandOutcome): Promise<unknown> {
  const readModel = { briefBookings: briefs } as ReadModel;
  const interceptor = new NameBlockers(readModel, pino({ level: 'silent' }), new Reflector());
  const handler: CallHandler = {
    handle: () =>
      throwError(() => {
        try {
          return acceptedOr(outcome);
        } catch (problem) {
          return problem;
        }
      }),
  };
  const context = { getClass: () => Function } as unknown as ExecutionContext;
  const answered = interceptor.intercept(context, handler);
  return firstValueFrom(answered).catch((error: unknown) => error);
}

describe('names for a refusal', () => {
  test('are asked for once, and for a bounded number of bookings', async () => {
    const ids = Array.from({ length: 1_500 }, () => randomUUID());
    const asked = jest.fn((bookingIds: readonly (Uuid | null)[]) =>
      Promise.resolve(
        bookingIds.map((id): BookingBrief => {
          return { bookingId: id!, name: 'Rossi', partySize: 2, startsAt: '2027-03-12T18:00Z' };
        }),
      ),
    );
    const blockers = [...ids, ...ids].map(blockerOf);
    const named = (await namingOf({ briefBookings: asked }, blockers))(blockers);
    expect(asked.mock.calls.map(([some]) => some.length)).toEqual([1_000]);
    expect(named.map(({ id }) => id)).toEqual([...ids, ...ids]);
    expect(named.filter(({ name }) => name === 'Rossi')).toHaveLength(2_000);
  });

  test('that cannot be read take nothing away from it', async () => {
    const outcome = refusedFor([blockerOf(randomUUID())]);
    const away = () => Promise.reject(new Error('the database is away'));
    expect(await told(away, outcome)).toMatchObject({ status: 409, options: { outcome } });
  });

  test('are not asked for where nobody is in the way', async () => {
    const never = () => Promise.reject(new Error('asked in vain'));
    expect(await told(never, refusedFor([]))).toMatchObject({ code: 'TABLE_CONFLICT' });
  });
});
