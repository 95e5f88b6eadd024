import { FRIDAY_VENUES, fridayCommands } from '../test/support/friday-commands.js';
import { printNdjson } from './print-ndjson.js';

// A restaurant's full Friday, as `allocator emit` takes it:
//   node dist/bench/friday-stream.js brasserie | allocator emit -
const venue = FRIDAY_VENUES.find((name) => name === process.argv[2]);
if (venue === undefined) {
  process.stderr.write(`usage: friday-stream.js ${FRIDAY_VENUES.join('|')}\n`);
  process.exit(2);
}
await printNdjson(fridayCommands(venue));
