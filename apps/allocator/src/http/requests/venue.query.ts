import { Id } from './fields.js';

/** `?venueId=`, for routes whose path does not name the venue. */
export class VenueQuery {
  @Id({ optional: true })
  readonly venueId?: string;
}
