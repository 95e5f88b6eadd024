import { hotelCommands } from '../test/support/hotel-commands.js';
import { printNdjson } from './print-ndjson.js';

// Half a year of two hotels, as `allocator emit` takes it:
//   node dist/bench/hotel-stream.js > hotel.ndjson
await printNdjson(hotelCommands());
