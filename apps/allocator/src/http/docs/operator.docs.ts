import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { ParkedRequest } from '../requests/operator.requests.js';
import { ApiProblems } from './problems.docs.js';
import { ApiAnswer, ApiId, ApiVenueQuery } from './routes.docs.js';
import { schema } from './schema-kinds.js';

export const DescribeAlerts = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('What is watched: value, threshold, since when, and what to do', {
      type: 'array',
      items: schema('Alert'),
    }),
    ApiProblems(400, 503),
  );

export const DescribeLag = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('How far the relay and the projections are behind the log', schema('Lag')),
    ApiProblems(400, 503),
  );

export const DescribeHolds = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Live holds, and those past their time that nothing has swept', schema('Holds')),
    ApiVenueQuery(),
    ApiProblems(400, 503),
  );

export const DescribeSweep = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('End every hold that is past its time; again: none', schema('HoldSweep')),
    ApiProblems(400, 429, 503),
  );

export const DescribeParked = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('Venues whose events wait because one could not be projected', {
      type: 'array',
      items: schema('ParkedVenue'),
    }),
    ApiProblems(400, 503),
  );

const onParked = (summary: string, answer: string): MethodDecorator =>
  applyDecorators(
    ApiAnswer(summary, schema(answer)),
    ApiId('venueId'),
    ApiBody({ type: ParkedRequest }),
    ApiProblems(400, 404, 503),
  );

export const DescribeResume = (): MethodDecorator =>
  onParked('Project what waits, in order, up to what still cannot be', 'ParkedResumed');

export const DescribeDrop = (): MethodDecorator =>
  onParked(
    "Give up the venue's first parked event; resume then goes on behind it",
    'ParkedDropped',
  );
