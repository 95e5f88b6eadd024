import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiAnswer } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeSchemas = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('The JSON Schemas there are: of events by version, commands, envelopes, outcomes', {
      type: 'array',
      items: schema('SchemaSummary'),
    }),
  );

export const DescribeSchema = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'One JSON Schema (2020-12), whole in itself' }),
    ApiParam({
      name: 'type',
      description: 'An event’s type alone is its version of today',
      schema: { type: 'string', example: 'TablesAssigned.v1' },
    }),
    ApiResponse({
      status: 200,
      description: 'The schema',
      content: { 'application/schema+json': { schema: { type: 'object' } } },
    }),
    ApiResponse({
      status: 404,
      description: 'There is none of this name',
      content: { 'application/problem+json': { schema: schema('Problem') } },
    }),
  );
