export { createReadModel } from './read-model.js';
export type { ReadModel } from './read-model.js';
export type { BookingView } from './find-booking.js';
export type { EventsPage, EventsWanted, LogPlace } from './events-page.js';
export { listExpiredHolds } from './expired-holds.js';
export type { ExpiredHold } from './expired-holds.js';
export type { FlagOverride } from './flag-overrides.js';
export type { Queryable } from './queryable.js';
export type { VenueView } from './find-venue.js';
