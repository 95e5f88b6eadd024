import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { UnavailableError } from '#event-sourcing';
import { answerRecords } from '../../apps/allocator/src/commands/kafka-commands.js';
import type { AnswerParts } from '../../apps/allocator/src/commands/kafka-commands.js';
import { envelope, wish } from '../support/bistro.js';

const [venueId, good, bad] = [randomUUID(), randomUUID(), randomUUID()];
const record = (bookingId: string): Buffer =>
  Buffer.from(JSON.stringify(envelope('RegisterBooking', venueId, wish(bookingId))));
const away = (): Error => new UnavailableError('LOG_UNAVAILABLE', 1, { failure: 'away' });
/** At once, for what else takes a minute. */
const suspicion = { failuresMin: 3, lastingMs: 0 };

function parts(fails: (command: Command, tries: number) => Error | null): AnswerParts & {
  readonly tries: Map<string, number>;
} {
  const tries = new Map<string, number>();
  return {
    tries,
    suspicion,
    stopped: new AbortController().signal,
    isServing: () => true,
    commands: {
      submit: (command) => {
        const { bookingId } = command.data as { bookingId: string };
        tries.set(bookingId, (tries.get(bookingId) ?? 0) + 1);
        const error = fails(command, tries.get(bookingId)!);
        const outcome = { commandId: command.commandId, status: 'accepted' } as CommandOutcome;
        return error ? Promise.reject(error) : Promise.resolve(outcome);
      },
    },
  };
}

const isBad = (command: Command): boolean =>
  (command.data as { bookingId: string }).bookingId === bad;

describe('a command that fails for a fault of the service', () => {
  test('is tried again, and answered when it succeeds', async () => {
    const given = parts((_, tries) => (tries < 3 ? away() : null));
    const [handled] = await answerRecords({ ...given, suspicion: {} })([record(good)]);
    expect(handled).toMatchObject({ outcome: { status: 'accepted' }, unreadable: null });
    expect(given.tries.get(good)).toBe(3);
  });

  test('is set aside where it alone keeps failing, resendable, and stops none behind it', async () => {
    const given = parts((command) => (isBad(command) ? new TypeError('a bug') : null));
    const told: boolean[] = [];
    const handle = answerRecords({ ...given, onFailure: (_, __, isAside) => told.push(isAside) });
    const [first, second] = await handle([record(bad), record(good)]);
    expect(first).toMatchObject({
      outcome: null,
      unreadable: expect.stringContaining('resend it'),
      fault: 'service',
    });
    expect(second).toMatchObject({ outcome: { status: 'accepted' } });
    expect(given.tries.get(bad)).toBe(3);
    expect(told).toEqual([false, true]);
  });

  test('is not set aside while nothing is answered at all', async () => {
    const given = parts((_, tries) => (tries < 6 ? away() : null));
    const handle = answerRecords({ ...given, isServing: () => false });
    const [handled] = await handle([record(good)]);
    expect(handled).toMatchObject({ outcome: { status: 'accepted' }, unreadable: null });
    expect(given.tries.get(good)).toBe(6);
  });

  test('is not set aside for waiting for others', async () => {
    const raced = (): Error => new UnavailableError('LOG_UNAVAILABLE', 1, { failure: 'race' });
    const given = parts((_, tries) => (tries < 5 ? raced() : null));
    const [handled] = await answerRecords(given)([record(good)]);
    expect(handled).toMatchObject({ outcome: { status: 'accepted' }, unreadable: null });
  });
});

test('what is no command is set aside at once, and it is the fault of its sender', async () => {
  const [handled] = await answerRecords(parts(() => null))([Buffer.from('{')]);
  expect(handled!.unreadable).not.toBeNull();
  expect(handled!.fault).toBeUndefined();
});
