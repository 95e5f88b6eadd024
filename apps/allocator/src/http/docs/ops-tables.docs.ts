import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader } from '@nestjs/swagger';
import { OpsTablesRequest } from '../requests/manual.requests.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

const ApiKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any text; repeating it returns the stored answer',
    schema: { type: 'string', maxLength: 200 },
  });

export const DescribeOpsAssign = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Give a booking exactly these tables', schema('TableAssignments')),
    ApiId('bookingId'),
    ApiKey(),
    ApiBody({ type: OpsTablesRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeOpsUnassign = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Take a table from a booking; again: the same', schema('TableAssignments')),
    ApiId('bookingId'),
    ApiId('tableId'),
    ApiKey(),
    ApiProblems(...COMMAND_PROBLEMS),
  );
