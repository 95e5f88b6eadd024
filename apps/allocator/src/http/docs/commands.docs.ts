import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { COMMAND_EXAMPLES, OUTCOME_EXAMPLE } from './examples.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { schema } from './schemas.js';

export function DescribeCommands(): MethodDecorator {
  const outcome = schema('CommandOutcome');
  const answer = { oneOf: [outcome, schema('UnansweredCommand')] };
  return applyDecorators(
    ApiOperation({
      summary: 'Send one command, or up to 1,000 at once',
      description:
        'A single command is answered with its outcome, or with a problem that carries the outcome. ' +
        'An array is answered with 200 and one answer each, in its order; what is not a command ' +
        'has the status `invalid`, and what could not be answered now has `unavailable`: send those ' +
        'again, in their order. Only where none was answered is the whole a 429 or 503. Repeating a ' +
        'command id returns the stored outcome.',
    }),
    ApiBody({
      schema: {
        oneOf: [schema('Command'), { type: 'array', items: schema('Command'), maxItems: 1_000 }],
      },
      examples: COMMAND_EXAMPLES,
    }),
    ApiResponse({
      status: 200,
      description: 'The outcome, or the answers in the order of the array',
      content: {
        'application/json': {
          schema: { oneOf: [outcome, { type: 'array', items: answer }] },
          example: OUTCOME_EXAMPLE,
        },
      },
    }),
    ApiProblems(...COMMAND_PROBLEMS),
  );
}

export function DescribeOutcome(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: 'What a command led to' }),
    ApiParam({ name: 'commandId', schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({
      status: 200,
      description: 'The stored outcome',
      content: {
        'application/json': { schema: schema('CommandOutcome'), example: OUTCOME_EXAMPLE },
      },
    }),
    ApiProblems(400, 404, 503),
  );
}
