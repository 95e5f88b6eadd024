import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Problem } from '../problems/problem.js';
import type { ProblemDocument } from '../problems/problem-document.js';
import { refusal } from '../requests/parameters.js';
import { schema } from './schemas.js';

const MEANING: { readonly [status: number]: string } = {
  400: 'What was sent is not valid; `details.fields` names every field at fault',
  401: 'No token, or one that is not valid',
  403: 'A token without the role, or of other venues',
  404: 'Not known',
  409: 'Taken, changed or over; `outcome.rejection` names who is in the way and what would work',
  410: 'The hold has expired',
  413: 'More than 1 MiB',
  415: 'Not JSON',
  422: 'Against the rules of the venue; `outcome.rejection.checks` says which',
  429: 'Too much is waiting; see Retry-After',
  503: 'Stopping, or the database is away; see Retry-After and send the same command id again',
};

/** The problems a route answers with, 401 and 403 always among them. */
export function ApiProblems(...statuses: number[]): MethodDecorator {
  return applyDecorators(...[401, 403, ...statuses].map(problemResponse));
}

function problemResponse(status: number): MethodDecorator {
  return ApiResponse({
    status,
    description: MEANING[status],
    content: {
      'application/problem+json': { schema: schema('Problem'), example: exampleOf(status) },
    },
    ...(status === 429 || status === 503
      ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } }
      : {}),
  });
}

/** The refusals of commands. */
export const COMMAND_PROBLEMS = [400, 404, 409, 410, 413, 415, 422, 429, 503];

function exampleOf(status: number): ProblemDocument | undefined {
  if (status === 400) {
    const field = { path: 'data.partySize', message: 'partySize must not be less than 1' };
    return refusal([field]).document();
  }
  if (status === 401) {
    return new Problem(401, 'UNAUTHENTICATED', 'There is no bearer token.').document();
  }
  return undefined;
}
