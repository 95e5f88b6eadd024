import { describe, expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { RegisterBookingRequest } from '../../apps/allocator/src/http/requests/booking.requests.js';
import type { RequestClass } from '../../apps/allocator/src/http/requests/field-kinds.js';
import { HoldTablesRequest } from '../../apps/allocator/src/http/requests/hold.requests.js';
import { holds, planOf } from '../../apps/allocator/src/http/requests/validation-plan.js';
import { WindowRequest } from '../../apps/allocator/src/http/requests/window.request.js';

/** class-validator's own verdict, without any of our short cuts. */
function isValid(type: RequestClass, sent: object): boolean {
  const { window } = sent as { window?: unknown };
  const isObject = typeof window === 'object' && window !== null && !Array.isArray(window);
  const nested = isObject ? { window: Object.assign(new WindowRequest(), window) } : {};
  const instance = Object.assign(new type(), sent, nested);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true }).length === 0;
}

const anything = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.record({ start: fc.string() }),
);
const oftenGood = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: good }, anything);
const maybe = (good: fc.Arbitrary<unknown>) =>
  fc.oneof(good, fc.constant(null), fc.constant(undefined));
const time = fc.constantFrom('2027-03-12T19:30', '2027-03-12T19:30:00Z');
const extra = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anything),
);

const bookings = fc.record({
  bookingId: oftenGood(fc.uuid()),
  partySize: oftenGood(fc.integer({ min: 1, max: 1_000 })),
  startsAt: oftenGood(time),
  endsAt: oftenGood(maybe(time)),
  status: oftenGood(fc.constantFrom('pending', 'confirmed', 'no_show')),
  zone: oftenGood(maybe(fc.string({ minLength: 1, maxLength: 200 }))),
  pinnedTableIds: oftenGood(maybe(fc.array(fc.uuid(), { maxLength: 3 }))),
  metadata: oftenGood(maybe(fc.dictionary(fc.string(), fc.integer()))),
});
const heldTables = fc.record({
  holdId: oftenGood(fc.uuid()),
  bookingId: oftenGood(maybe(fc.uuid())),
  tableIds: oftenGood(fc.array(fc.uuid(), { minLength: 1, maxLength: 3 })),
  window: oftenGood(maybe(fc.record({ start: oftenGood(time), end: oftenGood(maybe(time)) }))),
  ttlSeconds: oftenGood(maybe(fc.integer({ min: 1, max: 86_400 }))),
});

describe('the plan says yes exactly when class-validator does', () => {
  test.each<[string, RequestClass, fc.Arbitrary<object>]>([
    ['bookings', RegisterBookingRequest, bookings],
    ['holds', HoldTablesRequest, heldTables],
  ])('for %s', (_what, type, requests) => {
    let valid = 0;
    fc.assert(
      fc.property(requests, extra, (request, more) => {
        // What is undefined was not sent: JSON has no such value.
        const sent = JSON.parse(JSON.stringify({ ...more, ...request })) as object;
        const verdict = holds(planOf(type), sent);
        if (verdict) valid++;
        expect(verdict).toBe(isValid(type, sent));
      }),
      { numRuns: 2_000 },
    );
    expect(valid).toBeGreaterThan(100);
  });
});
