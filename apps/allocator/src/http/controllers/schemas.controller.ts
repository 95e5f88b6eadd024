import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SCHEMAS, schemaDocument } from '#contracts';
import type { JsonSchema, SchemaSummary } from '#contracts';
import { Open } from '../auth/access.decorators.js';
import { DescribeSchema, DescribeSchemas } from '../docs/contracts.docs.js';
import { Problem } from '../problems/problem.js';

/** The JSON Schemas of what is sent, answered and recorded; open, since they hold no data. */
@ApiTags('schemas')
@Controller('api/schemas')
@Open()
export class SchemasController {
  @Get()
  @DescribeSchemas()
  list(): readonly SchemaSummary[] {
    return SCHEMAS.map(({ name, kind, description }) => {
      return { name, kind, description, url: `/api/schemas/${name}` };
    });
  }

  /** An event's type alone is its version of today. */
  @Get(':type')
  @Header('content-type', 'application/schema+json')
  @DescribeSchema()
  show(@Param('type') type: string): JsonSchema {
    const document = schemaDocument(type);
    if (document) return document;
    throw new Problem(404, 'SCHEMA_NOT_FOUND', 'There is no schema of this name.', {
      hint: 'GET /api/schemas lists them all.',
    });
  }
}
