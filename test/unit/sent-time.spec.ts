import { describe, expect, test } from '@jest/globals';
import { resolveTime } from '#allocation';
import { clockOf } from '../support/clocks.js';

/** The instant in short, or the problem: what a reader of these cases wants to see. */
function resolve(sent: string, timeZone = 'Europe/Paris'): string {
  const resolution = resolveTime(sent, clockOf(timeZone));
  return resolution.ok ? resolution.instant : resolution.problem;
}

describe('a time with an offset', () => {
  test.each([
    ['2026-11-27T18:30:00.000Z', '2026-11-27T18:30:00.000Z'],
    ['2026-11-27T18:30Z', '2026-11-27T18:30:00.000Z'],
    ['2026-11-27T19:30:00+01:00', '2026-11-27T18:30:00.000Z'],
    ['2026-11-27T19:30:00+01', '2026-11-27T18:30:00.000Z'],
    ['2026-11-28T00:15:00+05:45', '2026-11-27T18:30:00.000Z'],
    ['2026-11-27T18:30:00-00:00', '2026-11-27T18:30:00.000Z'],
    ['2026-11-27T18:30:00.5Z', '2026-11-27T18:30:00.500Z'],
    ['2028-02-29T12:00:00Z', '2028-02-29T12:00:00.000Z'],
  ])('%s is %s', (sent, instant) => {
    expect(resolve(sent)).toBe(instant);
  });

  test('digits after the millisecond are cut off, never rounded up', () => {
    expect(resolve('2026-11-27T18:30:00.999999999Z')).toBe('2026-11-27T18:30:00.999Z');
  });
});

describe('a time without an offset is the venue’s wall clock', () => {
  test.each([
    ['2026-11-27T19:30', 'Europe/Paris', '2026-11-27T18:30:00.000Z'],
    ['2026-07-27T19:30', 'Europe/Paris', '2026-07-27T17:30:00.000Z'],
    ['2026-07-27T19:30', 'Europe/Lisbon', '2026-07-27T18:30:00.000Z'],
    ['2026-11-27T19:30', 'America/New_York', '2026-11-28T00:30:00.000Z'],
    ['2026-11-27T19:30', 'Asia/Kathmandu', '2026-11-27T13:45:00.000Z'],
    ['2026-11-27T19:30', 'Australia/Lord_Howe', '2026-11-27T08:30:00.000Z'],
    ['2026-07-27T19:30', 'Australia/Lord_Howe', '2026-07-27T09:00:00.000Z'],
    ['2026-11-27T19:30', 'UTC', '2026-11-27T19:30:00.000Z'],
    ['2026-11-27T19:30', 'Pacific/Kiritimati', '2026-11-27T05:30:00.000Z'],
  ])('%s in %s is %s', (sent, zone, instant) => {
    expect(resolve(sent, zone)).toBe(instant);
  });
});

describe('the night the clock jumps forward', () => {
  test.each([
    ['2026-03-29T01:59:59', 'Europe/Paris', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29T02:00', 'Europe/Paris', 'skipped'],
    ['2026-03-29T02:59:59.999', 'Europe/Paris', 'skipped'],
    ['2026-03-29T03:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T01:30', 'Europe/Lisbon', 'skipped'],
    ['2026-03-08T02:30', 'America/New_York', 'skipped'],
    ['2026-10-04T01:59', 'Australia/Lord_Howe', '2026-10-03T15:29:00.000Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', 'skipped'],
    ['2026-10-04T02:30', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2011-12-30T12:00', 'Pacific/Apia', 'skipped'],
  ])('%s in %s: %s', (sent, zone, expected) => {
    expect(resolve(sent, zone)).toBe(expected);
  });

  test('an offset of either side does not make a skipped time exist', () => {
    expect(resolve('2026-03-29T02:30+01:00')).toBe('skipped');
    expect(resolve('2026-03-29T02:30+02:00')).toBe('skipped');
    expect(resolve('2026-03-29T01:30+00:00', 'Europe/Lisbon')).toBe('skipped');
  });

  test('a sender elsewhere, or in UTC, means an instant like any other', () => {
    expect(resolve('2026-03-29T02:30Z')).toBe('2026-03-29T02:30:00.000Z');
    expect(resolve('2026-03-29T01:30Z', 'Europe/Lisbon')).toBe('2026-03-29T01:30:00.000Z');
    expect(resolve('2026-03-29T02:30-04:00')).toBe('2026-03-29T06:30:00.000Z');
  });
});

describe('the night an hour is repeated', () => {
  test.each([
    ['2026-10-25T01:59', 'Europe/Paris', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25T02:00', 'Europe/Paris', 'ambiguous'],
    ['2026-10-25T02:59:59', 'Europe/Paris', 'ambiguous'],
    ['2026-10-25T03:00', 'Europe/Paris', '2026-10-25T02:00:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', 'ambiguous'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', 'ambiguous'],
    ['2026-04-05T01:29', 'Australia/Lord_Howe', '2026-04-04T14:29:00.000Z'],
  ])('%s in %s: %s', (sent, zone, expected) => {
    expect(resolve(sent, zone)).toBe(expected);
  });

  test('the offset says which', () => {
    expect(resolve('2026-10-25T02:30+02:00')).toBe('2026-10-25T00:30:00.000Z');
    expect(resolve('2026-10-25T02:30+01:00')).toBe('2026-10-25T01:30:00.000Z');
  });
});

describe('what is no time', () => {
  test.each([
    '',
    '2026',
    '2026-11-27',
    '19:30',
    '2026-11-27 19:30',
    '2026-11-27t19:30z',
    '2026-11-27T19',
    '2026-11-27T19:30:',
    '2026-11-27T19:30:00.',
    '2026-11-27T19:30:00,5Z',
    '2026-11-27T19:30:00.1234567890Z',
    '2026-11-27T24:00',
    '2026-11-27T19:60',
    '2026-12-31T23:59:60Z',
    '2026-02-29T12:00',
    '2026-06-31T12:00',
    '2026-13-01T12:00',
    '2026-00-10T12:00',
    '2026-01-00T12:00',
    '2026-11-27T19:30+0100',
    '2026-11-27T19:30+16:00',
    '2026-11-27T19:30+01:60',
    '2026-11-27T19:30[Europe/Paris]',
    '+002026-11-27T19:30Z',
    '-000001-11-27T19:30Z',
    'Fri, 27 Nov 2026 19:30:00 GMT',
    'infinity',
    '-infinity',
    'now',
    'NaN',
    ' 2026-11-27T19:30',
    '2026-11-27T19:30\n',
    '２０２６-11-27T19:30',
    "2026-11-27T19:30'; drop table events",
  ])('%j is unparsable', (sent) => {
    expect(resolve(sent)).toBe('unparsable');
  });

  test.each([
    '1969-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1970-01-01T00:30:00+01:00',
    '2199-12-31T23:30:00-01:00',
    '1970-01-01T00:30:00',
  ])('%s is out of range, in the text or in UTC', (sent) => {
    expect(resolve(sent)).toBe('out-of-range');
  });

  test('the first and the last millisecond are within', () => {
    expect(resolve('1970-01-01T00:00Z')).toBe('1970-01-01T00:00:00.000Z');
    expect(resolve('2199-12-31T23:59:59.999Z')).toBe('2199-12-31T23:59:59.999Z');
  });
});
