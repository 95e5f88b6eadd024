import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiParam } from '@nestjs/swagger';
import { FLAG_NAMES } from '#contracts';
import { PutFlagRequest } from '../requests/flag.requests.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer, ApiCommandAnswer, ApiVenueQuery } from './routes.docs.js';
import { schema } from './schemas.js';

const ApiFlagName = (): MethodDecorator =>
  ApiParam({ name: 'flag', schema: { type: 'string', enum: [...FLAG_NAMES] } });

export const DescribeFlags = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Every flag: value, where it comes from, who set it and why', {
      type: 'array',
      items: schema('Flag'),
    }),
    ApiVenueQuery(),
    ApiProblems(400, 503),
  );

export const DescribeFlag = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('One flag', schema('Flag')),
    ApiFlagName(),
    ApiVenueQuery(),
    ApiProblems(400, 404, 503),
  );

export const DescribePutFlag = (): MethodDecorator =>
  applyDecorators(
    ApiCommandAnswer('Flip a flag, for one venue or for all'),
    ApiFlagName(),
    ApiBody({ type: PutFlagRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );
