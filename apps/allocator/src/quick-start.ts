import { join } from 'node:path';
import { readConfig, readRuntimeFile } from '#platform';
import type { Config } from '#platform';
import { loadDemo } from './demo/load-demo.js';
import { reportFailedStart, runProgram } from './main.js';
import type { RunningAllocator } from './main.js';

/**
 * `npm start`: the service as a newcomer should meet it. Every flag is on, so that double bookings
 * are refused, and the first time a venue with today's bookings is loaded. Whatever the environment
 * sets, holds.
 */
const QUICK_START = {
  FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
  FEATURE_RPC_ASSIGN_ATOMIC: 'true',
  FEATURE_ASSIGN_ATOMIC: 'true',
  FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: 'true',
  FEATURE_ALLOCATOR_MERGES_ENABLED: 'true',
  // A person reads this terminal.
  LOG_LEVEL: 'warn',
};

try {
  const config = readConfig(undefined, QUICK_START);
  await runProgram(config, (allocator) => welcome(config, allocator));
} catch (error) {
  reportFailedStart(error);
}

async function welcome(config: Config, { url }: RunningAllocator): Promise<void> {
  const { tokens = null } = (await readRuntimeFile(config.dataDir)) ?? {};
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  if (tokens !== null && config.roles.includes('api')) {
    try {
      const demo = await loadDemo(url, tokens);
      if (demo !== null) {
        const { venue, bookings, seated, refused } = demo;
        const told = `${bookings} bookings of today, ${seated} seated, ${refused} refused`;
        say(`demo venue ${venue.name} ${venue.venueId}: ${told}`);
        say(`it is evening there: its clock is that of ${venue.timeZone}`);
      }
    } catch (error) {
      // The service is whole without its demo.
      say(`the demo venue could not be loaded: ${(error as Error).message}`);
    }
  }
  // The token stands in the fragment, which no browser sends and no log of addresses keeps.
  if (tokens !== null) say(`console: ${url}/console#token=${tokens.admin}`);
  say(`API documentation: ${url}/docs`);
  say(`tokens: ${join(config.dataDir, 'runtime.json')}`);
}
