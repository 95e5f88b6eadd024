import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { StartReplayRequest } from '../requests/replay.requests.js';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeStartReplay = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'Bring back the rows that telemetry lost; answers when it has begun',
      schema('Replay'),
    ),
    ApiBody({ type: StartReplayRequest }),
    ApiProblems(400, 429, 503),
  );

export const DescribeReplays = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('The latest replays, newest first', { type: 'array', items: schema('Replay') }),
    ApiProblems(400, 503),
  );

export const DescribeReplay = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('One replay, and how far it has come', schema('Replay')),
    ApiId('id'),
    ApiProblems(400, 404, 503),
  );

export const DescribeStopReplay = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Stop a replay after the page in hand; again: the same', schema('Replay')),
    ApiId('id'),
    ApiProblems(400, 404, 503),
  );
