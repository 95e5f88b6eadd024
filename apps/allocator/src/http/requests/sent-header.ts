import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/**
 * A header as it was sent, by its name in lower case; undefined when it was not. Nest's own
 * `Headers` would show up in OpenAPI as one that every request needs, beside what is said of it
 * there.
 */
export const SentHeader = createParamDecorator((name: string, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return headers[name];
});

/** The trace that a request is part of; tells OpenAPI of it, too. */
export function Traceparent(): ParameterDecorator {
  const describe = ApiHeader({
    name: 'traceparent',
    required: false,
    description: 'W3C trace context; the events and their records carry it on',
    schema: { type: 'string' },
  });
  return (target, key, index) => {
    SentHeader('traceparent')(target, key, index);
    describe(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
  };
}
