import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

export function DescribeRefused(): MethodDecorator {
  const query = (name: string, description: string): MethodDecorator =>
    ApiQuery({ name, required: false, description, schema: { type: 'string' } });
  return applyDecorators(
    ApiAnswer(
      'Refused demand: in all, each booking once; by reason; and the newest with blockers. ' +
        'Covers are lost of bookings that have no tables now and had none to their end',
      schema('Refused'),
    ),
    ApiId('venueId'),
    query('from', 'Refused at this time or later; absent: a day before `to`; at most 31 days'),
    query('to', 'Refused before this time; absent: now'),
    ApiQuery({
      name: 'groupBy',
      required: false,
      description: 'Absent: reason. The quarter hour is the one in which it was refused',
      schema: { type: 'string', enum: ['reason', 'quarter-hour'] },
    }),
    ApiQuery({
      name: 'observed',
      required: false,
      description: 'Conflicts that were observed and refused nobody; absent: only-refused',
      schema: { type: 'string', enum: ['include', 'only-refused'] },
    }),
    query('codes', 'List only these, with commas between; absent: all. They are counted all'),
    query('before', 'The `next` of the page before'),
    ApiProblems(400, 503),
  );
}
