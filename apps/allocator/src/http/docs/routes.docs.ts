import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { OUTCOME_EXAMPLE } from './examples.js';
import { schema } from './schemas.js';

export const UUID = { type: 'string', format: 'uuid' } as const;

/** What every route that reads says about itself. */
export function ApiAnswer(summary: string, answer: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: 'The answer',
      content: { 'application/json': { schema: answer } },
    }),
  );
}

/** What every route that sends one command says about itself. */
export function ApiCommandAnswer(summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'A UUID: the command id. Repeating it returns the stored outcome',
      schema: UUID,
    }),
    ApiResponse({
      status: 200,
      description: 'Accepted',
      content: {
        'application/json': { schema: schema('CommandOutcome'), example: OUTCOME_EXAMPLE },
      },
    }),
  );
}

export const ApiId = (name: string): MethodDecorator => ApiParam({ name, schema: UUID });

export const ApiVenueQuery = (): MethodDecorator =>
  ApiQuery({ name: 'venueId', required: false, schema: UUID });
