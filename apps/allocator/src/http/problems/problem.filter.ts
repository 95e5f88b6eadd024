import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { UnavailableError } from '#event-sourcing';
import { LOGGER } from '../../tokens.js';
import { Problem } from './problem.js';
import type { ProblemCode } from './problem-document.js';

/**
 * Every error leaves as one problem document; what nobody foresaw is logged whole and told briefly.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status === 500) {
      this.logger.error({ err: error, method: request.method, url: request.url }, 'request failed');
    }
    send(reply, problem);
  }
}

/** For errors that come before Nest, too. */
export function send(reply: FastifyReply, problem: Problem): void {
  if (reply.sent || reply.raw.headersSent) {
    // The answer has begun; cutting it is the only honest way left to say that it is not whole.
    reply.raw.destroy();
    return;
  }
  const { retryAfterSeconds } = problem.options;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.document());
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnavailableError) {
    return new Problem(
      error.code === 'OVERLOADED' ? 429 : 503,
      error.code,
      'It was not answered.',
      {
        retryAfterSeconds: error.retryAfterSeconds,
      },
    );
  }
  if (error instanceof HttpException) return known(error.getStatus(), error.message);
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return known(error.statusCode, error.message);
  }
  return new Problem(500, 'INTERNAL', 'The request could not be served.');
}

/** An error of Nest or Fastify; their messages below 500 are about the request and safe to show. */
function known(status: number, message: string): Problem {
  if (status < 400 || status >= 500) {
    return new Problem(500, 'INTERNAL', 'The request could not be served.');
  }
  return new Problem(status, CODES[status] ?? 'REQUEST_INVALID', message);
}

const CODES: { readonly [status: number]: ProblemCode } = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
};
