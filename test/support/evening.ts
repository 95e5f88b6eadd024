import type { VenueConfiguration } from '#contracts';
import { loadDemo } from '../../apps/allocator/src/demo/load-demo.js';
import { startTestAllocator } from './allocator.js';
import type { TestAllocator } from './allocator.js';

/** The service with the demo's brasserie in the middle of a full evening. */
export interface Evening {
  readonly service: TestAllocator;
  readonly venue: VenueConfiguration;
}

export async function startEvening(): Promise<Evening> {
  const service = await startTestAllocator();
  const [admin, operator, staff, analyst, bookingSystem] = await Promise.all([
    service.token('admin'),
    service.token('operator'),
    service.token('staff'),
    service.token('analyst'),
    service.token('booking-system'),
  ]);
  const tokens = { admin, operator, staff, analyst, bookingSystem };
  const { venue } = (await loadDemo(service.url, tokens))!;
  return { service, venue };
}
