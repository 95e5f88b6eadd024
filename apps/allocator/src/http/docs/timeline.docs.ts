import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, UUID } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeTimeline = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('One service day of a venue: who has each table when', schema('Timeline')),
    ApiQuery({ name: 'venueId', schema: UUID }),
    ApiQuery({
      name: 'date',
      required: false,
      description: 'The service day; absent: the one it is there now, the evening before at night',
      schema: { type: 'string', format: 'date' },
    }),
    ApiProblems(400, 404, 503),
  );
