import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FAULTS } from '../faults/faults.js';
import { House } from '../faults/house.js';
import { Load } from '../faults/load.js';
import { play, wrongInTheEnd } from '../faults/play.js';

/**
 * Of each kind the one that shows most, and that no other specification shows; `npm run chaos`
 * plays all of them, and for longer.
 */
const QUICK = [
  'the database only reads',
  'packets to the database are dropped: every connection of a process is silent',
  'a process is frozen in the middle of a batch',
];
/** Long enough for whatever is bounded to reach its bound. */
const HELD_MS = 9_000;

describe('two processes under load come back by themselves', () => {
  let house: House;
  let load: Load;
  beforeAll(async () => {
    house = await House.open();
    load = new Load(house);
    await load.start();
  });
  afterAll(() => house.close());

  test.each(QUICK)('when %s', async (name) => {
    const fault = FAULTS.find((each) => each.name === name)!;
    const { wrong, said } = await play(house, load, fault, HELD_MS);
    expect({ wrong, said }).toEqual({ wrong: [], said });
  });

  test('and nothing was lost, doubled, set aside or answered differently', async () => {
    await load.stop();
    expect(await wrongInTheEnd(house, load)).toEqual([]);
  });
});
