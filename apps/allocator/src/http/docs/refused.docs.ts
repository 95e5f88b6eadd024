import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

export function DescribeRefused(): MethodDecorator {
  const query = (name: string, description: string): MethodDecorator =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    ApiAnswer('Refused demand: counted by reason, and the newest with blockers', schema('Refused')),
    ApiId('venueId'),
    query('from', 'Refused at this time or later; absent: a day before `to`; at most 31 days'),
    query('to', 'Refused before this time; absent: now'),
    ApiQuery({
      name: 'groupBy',
      required: false,
      description: 'Absent: reason. The quarter hour is the one in which it was refused',
      schema: { type: 'string', enum: ['reason', 'quarter-hour'] },
    }),
    query('before', 'The `next` of the page before'),
    ApiProblems(400, 503),
  );
}
