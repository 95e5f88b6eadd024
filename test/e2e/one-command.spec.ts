import { expect, test } from '@jest/globals';
import { startTestAllocator } from '../support/allocator.js';
import { bistro } from '../support/bistro.js';

test('a service that starts takes a command over HTTP, whatever Node runs it', async () => {
  const service = await startTestAllocator();
  try {
    const venue = bistro();
    const { status, body } = await service.request('PUT', `/api/venues/${venue.venueId}`, {
      body: venue,
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'accepted' } });
  } finally {
    await service.stop();
  }
});
