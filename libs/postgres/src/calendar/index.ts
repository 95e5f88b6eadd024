export { CalendarStore, createCalendarPool } from './calendar-store.js';
export { CalendarComparison } from './compare-calendar.js';
export type { ZoneFault } from './compare-calendar.js';
export { nodeDifference, nodeKnows, nodeOffsets, nodeZoneVersion } from './node-zone.js';
export type { ZoneData } from './node-zone.js';
export { compareZones, listZoneChanges, updateTimeZone } from './update-calendar.js';
export type { ComparedZone, ZoneChange, ZoneUpdate } from './update-calendar.js';
export { takeVenueZones, takeZones } from './take-zones.js';
