export { contextReads, manualContext } from './context.js';
export { validateChoice, validationReads } from './validation.js';
export type { Choice } from './validation.js';
export { assignmentViews, bookingView, holdView, liveHolds, selectionSummary } from './views.js';
