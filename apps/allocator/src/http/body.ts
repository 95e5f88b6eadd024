import { isUtf8 } from 'node:buffer';
import { LIMITS } from '#contracts';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problems/problem.js';

/** Of one command; an array of several shares it. */
export const BODY_BYTES_MAX = LIMITS.commandBytes;

/**
 * Reads JSON bodies, and only those: other media types are refused, as are bytes that are not
 * UTF-8. An empty body is none, whatever it is said to be.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json\b/i,
    { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
    (_request, body, done) => {
      try {
        done(null, body.length === 0 ? undefined : parseJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/**
 * @throws a 400 {@link Problem}; broken UTF-8 is refused, because replacing it would store another
 * text.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw invalid('is not valid UTF-8');
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw invalid(`is not JSON: ${(error as SyntaxError).message}`);
  }
}

function invalid(why: string): Problem {
  return new Problem(400, 'PAYLOAD_INVALID', `The body ${why}.`, {
    details: { fields: [{ path: 'body', message: why }] },
  });
}
