import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId, UUID } from './routes.docs.js';
import { schema } from './schemas.js';

export function DescribeHistory(): MethodDecorator {
  const query = (name: string, description: string): MethodDecorator =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    ApiAnswer('Who had a table, as known then, and which command did it', schema('TableHistory')),
    ApiId('venueId'),
    ApiQuery({ name: 'tableId', schema: UUID }),
    query('at', 'Who had it at this time, ISO 8601 with an offset or Z; absent: every spell'),
    query('asOf', 'As was known at this time; absent: now'),
    query('after', 'The `next` of the page before'),
    ApiProblems(400, 503),
  );
}
