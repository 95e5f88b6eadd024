import { expect, test } from '@jest/globals';
import { commandsProbe } from '../../apps/allocator/src/commands/watch-commands.js';

const PASSES = { error: null, failedLooks: 0, failedSeconds: 0 };
const FAILS = { error: new Error('read-only'), failedLooks: 2, failedSeconds: 3 };
const ONE_STUCK = { partitions: [3], seconds: 7, isEverything: false, message: 'it is held' };
const ALL_STUCK = { ...ONE_STUCK, partitions: [1, 3], isEverything: true };

test('commands are up while the probe passes and all were answered', () => {
  expect(commandsProbe(PASSES, null, Infinity)).toEqual({ status: 'up' });
});

test('one look that fails degrades, the second is the end of it', () => {
  expect(commandsProbe({ ...FAILS, failedLooks: 1 }, null, Infinity).status).toBe('degraded');
  expect(commandsProbe(FAILS, null, Infinity)).toEqual({
    status: 'down',
    detail: 'commands cannot be stored: read-only',
  });
});

test('a command that was answered a moment ago is a better witness than the probe', () => {
  expect(commandsProbe(FAILS, null, 1_000).status).toBe('degraded');
  expect(commandsProbe(FAILS, null, 10_000).status).toBe('down');
});

test('one log partition without answers takes no process away, and is named', () => {
  expect(commandsProbe(PASSES, ONE_STUCK, 20_000)).toEqual({
    status: 'degraded',
    detail: 'commands of log partition 3 have had no answer for 7 s: it is held',
  });
});

test('where none is answered although the probe passes, commands count', () => {
  expect(commandsProbe(PASSES, ALL_STUCK, 10_000).status).toBe('down');
  expect(commandsProbe(PASSES, ALL_STUCK, 1_000).status).toBe('degraded');
});
