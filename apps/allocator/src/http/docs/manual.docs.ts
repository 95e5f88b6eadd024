import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery } from '@nestjs/swagger';
import {
  ManualConfirmRequest,
  ManualExtendRequest,
  ManualHoldRequest,
  ManualReleaseRequest,
  ValidateRequest,
} from '../requests/manual.requests.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer, UUID } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribeManualContext = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('All that is needed to choose tables for a booking', schema('ManualContext')),
    ApiQuery({ name: 'bookingId', schema: UUID }),
    ApiProblems(400, 404, 503),
  );

export const DescribeValidate = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('What a hold of these tables would be told; takes nothing', schema('Validation')),
    ApiBody({ type: ValidateRequest }),
    ApiProblems(400, 404, 413, 415, 503),
  );

export const DescribeManualHold = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Hold tables for a booking; the same holdId again: the same', schema('HoldAnswer')),
    ApiBody({ type: ManualHoldRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeManualExtend = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Prolong a hold; it is never shortened', schema('HoldExtended')),
    ApiBody({ type: ManualExtendRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeManualRelease = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Let a hold go; again, or when it has lapsed: the same', schema('HoldReleased')),
    ApiBody({ type: ManualReleaseRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeManualConfirm = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Make a hold the assignment of its booking', schema('ConfirmAnswer')),
    ApiBody({ type: ManualConfirmRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );
