export { CalendarStore, createCalendarPool } from './calendar-store.js';
export { nodeDifference, nodeKnows, nodeOffsets, nodeZoneVersion } from './node-zone.js';
export type { ZoneData } from './node-zone.js';
export { takeVenueZones, takeZones } from './take-zones.js';
