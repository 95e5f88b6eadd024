export { resolveTime } from './sent-time.js';
export type { TimeProblem, TimeResolution } from './sent-time.js';
export { isTimeZone } from './time-zone.js';
export { bookingWindow, LONGEST_WINDOW_DAYS } from './booking-window.js';
export type { BookingWindow, BookingWindowProblem } from './booking-window.js';
export { isInService, servicePeriodAt } from './service-period.js';
export type { ServiceMoment } from './service-period.js';
export { venueProblems, VENUE_BOUNDS } from './venue-problems.js';
export type { VenueProblem } from './venue-problems.js';
