import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiVenueQuery } from './routes.docs.js';
import { schema } from './schemas.js';

const HOW = [
  'NDJSON: one event a line, in (partition, seq) order, up to what is recorded when the answer ' +
    'begins.',
  'Goes on where a download ended. A place is `partition:seq`; a cursor is one place for each log ' +
    'partition, such as `0:12,5:381`: the last seq seen of each. Partitions that it does not name ' +
    'are read from their beginning, so nothing is missed. The events of a venue lie all in one ' +
    'partition: for them the place of the last line is the whole cursor.',
  'With `Accept: text/event-stream` it goes on for ever: every message has the event as `data`, ' +
    'its type as `event`, and as `id` the cursor that `Last-Event-ID` and `after` take. Without ' +
    'either it begins now; `after=0:0` is the beginning of the log. A comment comes every 15 ' +
    'seconds; after an hour the stream ends and is to be resumed. At most 100 clients a process.',
  'Staff name a venue; without one it takes an analyst whose token is for all.',
].join('\n\n');

export function DescribeEvents(): MethodDecorator {
  const query = (name: string, description: string): MethodDecorator =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    ApiOperation({ summary: 'The log as NDJSON, or live as server-sent events', description: HOW }),
    ApiVenueQuery(),
    query('types', 'Event types, separated by commas'),
    query('from', 'Recorded at this time or later, ISO 8601 with an offset or Z'),
    query('to', 'Recorded before this time; not for a live tail'),
    query('after', 'Where to go on: places such as 7:1234 or 0:12,5:381 (partition:seq)'),
    query('limit', 'Most events, 1 to 1000000; not for a live tail'),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'For a live tail: the id of the last message; counts more than `after`',
      schema: { type: 'string' },
    }),
    ApiResponse({
      status: 200,
      description: 'One event a line, or one a message',
      content: {
        'application/x-ndjson': { schema: schema('Event') },
        'text/event-stream': { schema: { type: 'string' } },
      },
    }),
    ApiProblems(400, 429, 503),
  );
}
