import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import {
  AutoConfirmRequest,
  QuoteRequest,
  RepackConfirmRequest,
  RepackRequest,
} from '../requests/auto.requests.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeQuote = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'The tables the selector would give, what else would do and when; held when asked for',
      schema('Quote'),
    ),
    ApiBody({ type: QuoteRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeAutoConfirm = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Take a quote: the hold that was placed, or the tables', schema('AutoConfirmed')),
    ApiBody({ type: AutoConfirmRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeRepack = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'The fewest moves of other bookings that seat one that does not fit; takes nothing',
      schema('RepackPreview'),
    ),
    ApiBody({ type: RepackRequest }),
    ApiProblems(400, 404, 409, 413, 415, 422, 503),
  );

export const DescribeRepackConfirm = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Make the moves that were previewed: all of them or none', schema('Repacked')),
    ApiBody({ type: RepackConfirmRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );
