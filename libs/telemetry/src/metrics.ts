import type { ProjectorStatus, RelayStatus } from '#event-sourcing';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Shows a process's relay, read whenever metrics are asked for. Once per registry. */
export function measureRelay(status: () => RelayStatus, registry: Registry): void {
  new Gauge({
    name: 'allocator_relay_lag_events',
    help: 'Events recorded and not yet published, per log partition this process relays',
    labelNames: ['partition'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [partition, events] of status().lag) this.set({ partition }, events);
    },
  });
  new Gauge({
    name: 'allocator_relay_up',
    help: '1 while the relay publishes, 0 while it retries or is stopped',
    registers: [registry],
    collect() {
      this.set(status().state === 'relaying' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'allocator_relay_halted_partitions',
    help: 'Log partitions whose topic does not belong to this log: people must decide',
    registers: [registry],
    collect() {
      this.set(status().halted.size);
    },
  });
  new Gauge({
    name: 'allocator_relay_refilled_events',
    help: 'Events published again since the start, because the topic was made anew or is another',
    registers: [registry],
    collect() {
      this.set(status().refilled);
    },
  });
}

export interface ProjectorReading {
  readonly status: ProjectorStatus;
  /** The last seq of every log partition. */
  readonly heads: ReadonlyMap<number, number>;
}

/** Shows one projection as this process knows it. Once per registry, for all of its projectors. */
export function measureProjectors(
  read: () => Promise<ReadonlyMap<string, ProjectorReading>>,
  registry: Registry,
): void {
  new Gauge({
    name: 'allocator_projection_lag_events',
    help: 'Events recorded and not yet projected, per log partition this process projects',
    labelNames: ['projection', 'partition'],
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const [projection, { status, heads }] of readings) {
        for (const [partition, seq] of status.seqs) {
          this.set({ projection, partition }, Math.max(0, (heads.get(partition) ?? 0) - seq));
        }
      }
    },
  });
  new Gauge({
    name: 'allocator_projection_up',
    help: '1 while the projection goes on, 0 while it retries, is halted, stopped or has failed',
    labelNames: ['projection'],
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const [projection, { status }] of readings) {
        this.set({ projection }, status.state === 'projecting' ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: 'allocator_projection_refilled_events',
    help: 'Events read from the log since the start, because the topic did not have them',
    labelNames: ['projection'],
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const [projection, { status }] of readings) {
        this.set({ projection }, status.refilled);
      }
    },
  });
}

/**
 * Shows how many venues each projection has parked, as the database knows it. Once per registry.
 */
export function measureParkedVenues(
  count: () => Promise<ReadonlyMap<string, number>>,
  projections: readonly string[],
  registry: Registry,
): void {
  new Gauge({
    name: 'allocator_parked_venues',
    help: 'Venues whose events a projection has parked: resume or drop them (allocator parked)',
    labelNames: ['projection'],
    registers: [registry],
    async collect() {
      const venues = await count();
      this.reset();
      for (const projection of projections) this.set({ projection }, venues.get(projection) ?? 0);
    },
  });
}

/** What a comparison of the live allocations with their mirror has found. */
export interface ParityReading {
  readonly state: 'equal' | 'different' | 'unknown';
  readonly differences: number;
  /** Seconds since every row was compared; null: not yet. */
  readonly ageSeconds: number | null;
}

/** Shows what is known of the mirror; null: nothing yet. Once per registry. */
export function measureParity(read: () => ParityReading | null, registry: Registry): void {
  new Gauge({
    name: 'allocator_mirror_differences',
    help: 'Rows of allocations that are not what the event stream says (allocator lag names one)',
    registers: [registry],
    collect() {
      this.set(read()?.differences ?? 0);
    },
  });
  new Gauge({
    name: 'allocator_mirror_known',
    help: '1 while allocations and mirror are compared, 0 while nobody can tell whether they differ',
    registers: [registry],
    collect() {
      this.set((read()?.state ?? 'unknown') === 'unknown' ? 0 : 1);
    },
  });
  new Gauge({
    name: 'allocator_mirror_compared_age_seconds',
    help: 'Every row of allocations was compared with the mirror within so many seconds; -1: never yet',
    registers: [registry],
    collect() {
      this.set(read()?.ageSeconds ?? -1);
    },
  });
}

/** Zones of venues about whose clocks something is wrong, by whose data differ. Once per registry. */
export function measureCalendar(
  faults: () => readonly { readonly name: string; readonly side: string | null }[] | null,
  version: string,
  registry: Registry,
): void {
  new Gauge({
    name: 'allocator_calendar_zone_data_info',
    help: 'The version of the zone data of this process: always 1',
    labelNames: ['node'],
    registers: [registry],
    collect() {
      this.set({ node: version }, 1);
    },
  });
  new Gauge({
    name: 'allocator_calendar_differing_zones',
    help: 'Zones in use of which somebody has other data than what decides, or whose name is at fault',
    labelNames: ['side'],
    registers: [registry],
    collect() {
      this.reset();
      const found = faults();
      if (found === null) return;
      this.set({ side: 'postgresql' }, 0);
      for (const { side } of found) this.inc({ side: side ?? 'name' }, 1);
    },
  });
}
