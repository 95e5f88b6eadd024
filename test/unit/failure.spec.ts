import { describe, expect, test } from '@jest/globals';
import { Suspicion } from '#event-sourcing';
import { failureOf } from '#postgres';
import pg from 'pg';

/** What the server says with an error of that state. */
function refused(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code });
}

describe('a failure of a statement', () => {
  test.each([
    ['content', '22001', 'a value that does not fit its column'],
    ['content', '23514', 'a check that fails'],
    ['content', 'P0001', 'a trigger that says no'],
    ['content', '54000', 'more than the server can take'],
    ['contested', '23P01', 'a table that somebody else has'],
    ['race', '23505', 'an id that another lane had first'],
    ['race', '40001', 'a serialization failure'],
    ['race', '40P01', 'a deadlock'],
    ['race', '55P03', 'a lock that somebody holds'],
    ['away', '25006', 'a server that only reads'],
    ['away', '28000', 'a refused login'],
    ['away', '42P01', 'a relation that is not there'],
    ['away', '42703', 'a column that is not there'],
    ['away', '42501', 'a right that was taken away'],
    ['away', '53100', 'a full disk'],
    ['away', '53300', 'too many connections'],
    ['away', '57P01', 'a session that was ended'],
    ['away', 'F0001', 'a configuration file'],
    ['away', 'ZZ999', 'what nobody has foreseen'],
  ])('is %s for %s, %s', (failure, code) => {
    expect(failureOf(refused(code))).toBe(failure);
  });

  test('is of the connection where the server said nothing', () => {
    expect(failureOf(new Error('Connection terminated unexpectedly'))).toBe('away');
    expect(failureOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe('away');
  });

  test('is of what was sent where we made a mistake', () => {
    expect(failureOf(new TypeError('undefined is not a function'))).toBe('content');
  });
});

describe('suspicion', () => {
  test('falls on what failed five times over a minute, and not before', () => {
    const suspicion = new Suspicion();
    const suspect = [0, 10_000, 30_000, 59_999].map((atMs) => {
      suspicion.note(atMs);
      return suspicion.isSuspect;
    });
    expect(suspect).toEqual([false, false, false, false]);
    suspicion.note(60_000);
    expect(suspicion.isSuspect).toBe(true);
  });

  test('does not fall on what failed often in a short time, or for long but seldom', () => {
    const often = new Suspicion();
    for (let n = 0; n < 100; n++) often.note(n);
    expect(often.isSuspect).toBe(false);
    const seldom = new Suspicion();
    for (const atMs of [0, 100_000, 200_000]) seldom.note(atMs);
    expect(seldom.isSuspect).toBe(false);
  });
});
