import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { measureProjectors, measureRelay } from '#telemetry';
import type { ProjectorReading } from '#telemetry';
import type { RelayStatus } from '#event-sourcing';

describe('metrics', () => {
  test('show the relay as it is when they are read', async () => {
    const registry = new Registry();
    let status: RelayStatus = {
      state: 'relaying',
      error: null,
      halted: new Map(),
      concerns: [],
      lag: new Map([
        [0, 0],
        [7, 42],
      ]),
      refilled: 0,
    };
    measureRelay(() => status, registry);
    expect(await registry.metrics()).toContain('allocator_relay_lag_events{partition="7"} 42');
    expect(await registry.metrics()).toContain('allocator_relay_up 1');

    status = {
      state: 'retrying',
      error: new Error('away'),
      halted: new Map([[3, new Error('of another log')]]),
      concerns: [],
      lag: new Map([[0, 5]]),
      refilled: 12,
    };
    const text = await registry.metrics();
    expect(text).toContain('allocator_relay_lag_events{partition="0"} 5');
    // A partition that another process has now is not shown with a lag of old.
    expect(text).not.toContain('partition="7"');
    expect(text).toContain('allocator_relay_up 0');
    expect(text).toContain('allocator_relay_halted_partitions 1');
    expect(text).toContain('allocator_relay_refilled_events 12');
  });

  test('show each projection and how far it is behind', async () => {
    const registry = new Registry();
    const reading = (state: 'projecting' | 'failed', seq: number): ProjectorReading => ({
      status: { state, error: null, seqs: new Map([[1, seq]]), refilled: 3 },
      heads: new Map([[1, 10]]),
    });
    const readings = new Map([
      ['telemetry', reading('projecting', 10)],
      ['broken', reading('failed', 4)],
    ]);
    measureProjectors(() => Promise.resolve(readings), registry);
    const text = await registry.metrics();
    expect(text).toContain(
      'allocator_projection_lag_events{projection="telemetry",partition="1"} 0',
    );
    expect(text).toContain('allocator_projection_lag_events{projection="broken",partition="1"} 6');
    expect(text).toContain('allocator_projection_up{projection="telemetry"} 1');
    expect(text).toContain('allocator_projection_up{projection="broken"} 0');
    expect(text).toContain('allocator_projection_refilled_events{projection="telemetry"} 3');
  });
});
