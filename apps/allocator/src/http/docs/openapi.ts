import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { COMMAND_TYPES } from '#contracts';
import { COMMAND_REQUESTS } from '../requests/command-requests.js';
import { RESPONSE_SCHEMAS, schema } from './schemas.js';

/** The API as OpenAPI 3.1: every route, schema, error and an example of each command's shape. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Allocator')
    .setDescription('Who gets which table, when. Errors are RFC 9457 problem documents.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config);
  Object.assign(document.components!.schemas!, RESPONSE_SCHEMAS, commandSchemas());
  return document;
}

/** `Command` as a union over `type`, so that readers and generators know the data of each. */
function commandSchemas(): Record<string, object> {
  // Nobody outside sends ExpireHold.
  const types = COMMAND_TYPES.filter((type) => type !== 'ExpireHold');
  const each = types.map((type) => [
    `${type}Command`,
    {
      allOf: [
        schema('EnvelopeRequest'),
        {
          type: 'object',
          properties: { type: { const: type }, data: schema(COMMAND_REQUESTS[type].name) },
        },
      ],
    },
  ]);
  const union = {
    oneOf: types.map((type) => schema(`${type}Command`)),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(types.map((type) => [type, schema(`${type}Command`).$ref])),
    },
  };
  return { ...(Object.fromEntries(each) as Record<string, object>), Command: union };
}
