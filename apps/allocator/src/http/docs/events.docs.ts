import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiVenueQuery } from './routes.docs.js';
import { schema } from './schemas.js';

export function DescribeEvents(): MethodDecorator {
  const query = (name: string, description: string): MethodDecorator =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    ApiOperation({
      summary: 'The log as NDJSON, in (partition, seq) order',
      description: 'One event a line. Goes on where a download ended: `after` its last line.',
    }),
    ApiVenueQuery(),
    query('types', 'Event types, separated by commas'),
    query('from', 'Recorded at this time or later, ISO 8601 with an offset or Z'),
    query('to', 'Recorded before this time'),
    query('after', 'A place in the log such as 7:1234 (partition:seq)'),
    query('limit', 'Most events, 1 to 1000000'),
    ApiResponse({
      status: 200,
      description: 'One event a line',
      content: { 'application/x-ndjson': { schema: schema('Event') } },
    }),
    ApiProblems(400, 503),
  );
}
