import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { COMMANDS_OF_OUR_OWN, SCHEMAS, schemaComponents } from '#contracts';
import { RESPONSE_SCHEMAS, schema } from './schemas.js';

const OURS: ReadonlySet<string> = COMMANDS_OF_OUR_OWN;

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
  Object.assign(document.components!.schemas!, RESPONSE_SCHEMAS, contractSchemas());
  return document;
}

/** Of commands and events, each a union over `type`, so that generators know the data of each. */
function contractSchemas(): Record<string, object> {
  // Nobody outside sends what the service sends itself.
  const entries = SCHEMAS.filter(({ name }) => !OURS.has(name));
  const commands = entries.filter(({ kind }) => kind === 'command').map(({ name }) => name);
  const events = entries.filter(({ kind }) => kind === 'event').map(({ name }) => name);
  return {
    ...schemaComponents(entries, schema('').$ref),
    Command: {
      oneOf: commands.map(schema),
      discriminator: {
        propertyName: 'type',
        mapping: Object.fromEntries(commands.map((type) => [type, schema(type).$ref])),
      },
    },
    Event: { oneOf: events.map(schema) },
  };
}
