import { describe, expect, test } from '@jest/globals';
import type { VenueClock } from '#contracts';
import { bistro } from '../support/bistro.js';
import { setStage } from '../support/stage.js';
import { until } from '../support/until.js';

const ZONE = 'Asia/Kathmandu';

describe('where a law gave a zone another time', () => {
  const stage = setStage();

  test('people are shown the time that decides, whatever the browser has heard', async () => {
    const venue = { ...bistro(), timeZone: ZONE };
    const { service } = stage;
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    // From now on two hours ahead of UTC, where every browser knows of 5 h 45 min.
    await service.database.pool.query(
      `select write_time_zone($1, '{0}', '{7200}', null, 'postgresql', 'new', 'sam', 'a law')`,
      [ZONE],
    );
    const { status, body } = await service.request('GET', `/api/venues/${venue.venueId}/clock`);
    const clock: VenueClock = { timeZone: ZONE, fromSeconds: [0], offsetSeconds: [7_200] };
    expect({ status, body }).toEqual({ status: 200, body: clock });

    const page = await stage.visit();
    const header = page.locator('.header-clock').filter({ hasText: 'Kathmandu' });
    await until(async () => {
      const decides = new Date(Date.now() + 7_200_000).toISOString().slice(11, 16);
      return (await header.innerText()).startsWith(decides);
    });
  });
});
