import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { StartReplayRequest } from '../requests/replay.requests.js';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeStartReplay = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'Read the log again: into telemetry, a topic, or a shadow of the tables to be compared with ' +
        'them. Answers when it has begun; a dry run to telemetry or a topic with what it would deliver',
      { oneOf: [schema('Replay'), schema('ReplayCount')] },
    ),
    ApiBody({ type: StartReplayRequest }),
    ApiProblems(400, 409, 429, 503),
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
    ApiAnswer(
      'Stop a replay after the page in hand, or forget what it has compared; again: the same',
      schema('Replay'),
    ),
    ApiId('id'),
    ApiProblems(400, 404, 503),
  );

export const DescribeApplyReplay = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'Make the tables what a replay to allocations has compared them with; again: the same. ' +
        'Refused with LOG_MOVED when anything was recorded since',
      schema('Replay'),
    ),
    ApiId('id'),
    ApiProblems(400, 404, 409, 503),
  );
