export { createReadModel } from './read-model.js';
export type { RefusedDemand, RefusedWanted } from './refused-demand.js';
export type { ReadModel } from './read-model.js';
export type { EventsFilter, EventsWanted } from './events-page.js';
export { listDueStays } from './due-stays.js';
export type { DueStay } from './due-stays.js';
export { listExpiredHolds } from './expired-holds.js';
export type { ExpiredHold } from './expired-holds.js';
export type { FlagOverride } from './flag-overrides.js';
export type { Queryable } from './queryable.js';
export { readHashes, readRelayCursors } from './log-hashes.js';
export {
  eventData,
  foretoldImports,
  pendingImportConflicts,
  pendingImports,
  shadowBookings,
} from './imports.js';
export type { PendingConflict, PendingImport, ShadowBooking, UnclaimableRow } from './imports.js';
export { listHolds } from './list-holds.js';
export { readLag } from './read-lag.js';
export type { ReaderLag, UnreadAhead } from './read-lag.js';
export { createFloorReader } from './floor-reader.js';
export type { FloorNeeds, FloorPicture, FloorReader, FloorReaderOptions } from './floor-reader.js';
