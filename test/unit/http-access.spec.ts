import { describe, expect, test } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { COMMAND_TYPES, REJECTION_CODES } from '#contracts';
import type { Command, CommandType } from '#contracts';
import { TokenError } from '#platform';
import type { Principal, TokenRole } from '#platform';
import { For, Open } from '../../apps/allocator/src/http/auth/access.decorators.js';
import { BearerGuard } from '../../apps/allocator/src/http/auth/bearer.guard.js';
import {
  actorOf,
  requirePermission,
} from '../../apps/allocator/src/http/auth/command-permissions.js';
import { Problem } from '../../apps/allocator/src/http/problems/problem.js';
import { problemOf } from '../../apps/allocator/src/http/problems/problem.filter.js';
import { statusOf } from '../../apps/allocator/src/http/problems/status-of.js';

const VENUE = 'e1928161-5ae2-5660-8045-277df633b892';
const OTHER = '0b0b0b0b-5ae2-5660-8045-277df633b892';

function principal(role: TokenRole, venues: Principal['venues'] = '*'): Principal {
  return { subject: `a-${role}`, roles: [role], venues };
}

class Routes {
  @Open()
  open(this: void): void {}

  @For('staff')
  staff(this: void): void {}

  forgotten(this: void): void {}
}

/** What the guard answers to a request: true, or the status it refuses with. */
async function guarded(route: keyof Routes, authorization?: string): Promise<unknown> {
  const verifier = {
    verify: (token: string) => {
      if (token === 'staff' || token === 'admin') return Promise.resolve(principal(token));
      if (token === 'later')
        return Promise.reject(new TokenError('TOKEN_KEYS_UNAVAILABLE', 'away'));
      return Promise.reject(new TokenError('TOKEN_INVALID', 'no'));
    },
  };
  const guard = new BearerGuard(new Reflector(), verifier);
  const context = {
    getHandler: () => Routes.prototype[route],
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => ({ headers: { authorization } }) }),
  };
  return guard
    .canActivate(context as unknown as ExecutionContext)
    .catch((error: unknown) => problemOf(error).status);
}

describe('a route is entered', () => {
  test.each<[keyof Routes, string | undefined, unknown]>([
    ['open', undefined, true],
    ['staff', undefined, 401],
    ['staff', 'Basic c3RhZmY=', 401],
    ['staff', 'Bearer', 401],
    ['staff', 'Bearer forged', 401],
    ['staff', 'Bearer staff', true],
    ['staff', 'bearer staff', true],
    ['staff', 'Bearer admin', true],
    ['staff', 'Bearer later', 503],
    ['forgotten', 'Bearer staff', 403],
    ['forgotten', undefined, 401],
  ])('%s with %s: %s', async (route, authorization, answer) => {
    expect(await guarded(route, authorization)).toBe(answer);
  });
});

describe('a command is sent by', () => {
  const may = (sender: Principal, type: CommandType, venueId = VENUE): boolean => {
    try {
      requirePermission(sender, { type, venueId } as Command, '');
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      expect((error as Problem).status).toBe(403);
      return false;
    }
  };
  const sent = (role: TokenRole): CommandType[] =>
    COMMAND_TYPES.filter((type) => may(principal(role), type));

  test('a booking system: all that is about its bookings', () => {
    expect(sent('booking-system')).toEqual([
      'RegisterBooking',
      'SetBookingStatus',
      'HoldTables',
      'HoldBest',
      'ExtendHold',
      'ConfirmHold',
      'ReleaseHold',
      'AssignTables',
      'AssignBest',
      'UnassignTables',
      'MoveBooking',
    ]);
  });

  test('staff: that, and what is about the floor', () => {
    const blocks = ['BlockTables', 'UnblockTables'];
    const more = ['SwapBookings', 'RepackBookings', ...blocks, 'PinBooking', 'UnpinBooking'];
    expect(sent('staff')).toEqual([...sent('booking-system'), ...more]);
  });

  test('operators: that, imports and flags; admins: also venues; analysts: nothing', () => {
    const imports = ['ImportAllocations', 'PromoteAllocations'];
    expect(sent('operator')).toEqual([...sent('staff'), ...imports, 'SetFlag']);
    expect(sent('admin')).toEqual(['ConfigureVenue', ...sent('operator')]);
    expect(sent('analyst')).toEqual([]);
  });

  test('nobody whose token has other venues', () => {
    expect(may(principal('staff', [VENUE]), 'AssignBest')).toBe(true);
    expect(may(principal('staff', [OTHER]), 'AssignBest')).toBe(false);
    expect(may(principal('admin', [OTHER]), 'AssignBest')).toBe(false);
  });

  test('an actor whose kind the token decides, and whose id only one of that kind may name', () => {
    const actor = actorOf(principal('staff'));
    expect(actor(null)).toEqual({ kind: 'staff', id: 'a-staff' });
    expect(actor({ kind: 'staff', id: 'Ana' })).toEqual({ kind: 'staff', id: 'Ana' });
    expect(actor({ kind: 'system', id: 'root' })).toEqual({ kind: 'staff', id: 'a-staff' });
    expect(actorOf(principal('admin'))(null).kind).toBe('operator');
    expect(actorOf(principal('booking-system'))(null).kind).toBe('booking-system');
  });
});

describe('a refusal has the status of its kind', () => {
  test.each([
    ['PAYLOAD_INVALID', 400],
    ['VENUE_NOT_FOUND', 404],
    ['TABLE_CONFLICT', 409],
    ['STALE_CONTEXT', 409],
    ['IDEMPOTENCY_MISMATCH', 409],
    ['HOLD_BOOKING_MISMATCH', 409],
    ['HOLD_EXPIRED', 410],
    ['CAPACITY_INSUFFICIENT', 422],
    ['WINDOW_INVALID', 422],
  ] as const)('%s: %i', (code, status) => expect(statusOf[code]).toBe(status));

  test('404 for all that is not found, and only for that', () => {
    const missing = REJECTION_CODES.filter((code) => statusOf[code] === 404);
    expect(missing).toEqual(REJECTION_CODES.filter((code) => code.endsWith('_NOT_FOUND')));
  });
});

describe('an error nobody foresaw', () => {
  test('is told without its message', () => {
    const document = problemOf(new Error('password=hunter2')).document();
    expect(document).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(document)).not.toContain('hunter2');
  });
});
