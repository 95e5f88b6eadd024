import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { ConfigureVenueRequest } from '../requests/venue.requests.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer, ApiCommandAnswer, ApiId } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribePutVenue = (): MethodDecorator =>
  applyDecorators(
    ApiCommandAnswer('Configure a venue: floor, adjacencies, policy; a whole replacement'),
    ApiId('venueId'),
    ApiBody({ type: ConfigureVenueRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeVenues = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('The venues that the token reaches, by name; at most 1,000', {
      type: 'array',
      items: schema('VenueSummary'),
    }),
    ApiProblems(400, 503),
  );

export const DescribeVenueClock = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer(
      'What the clocks of the venue’s zone show, 1970 to 2199, by the data that decide',
      schema('VenueClock'),
    ),
    ApiId('venueId'),
    ApiProblems(400, 404, 503),
  );

export const DescribeVenue = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('The configuration in force, and its version', schema('Venue')),
    ApiId('venueId'),
    ApiProblems(400, 404, 503),
  );
