export { quote, quoteReads } from './quote.js';
export type { QuoteWish } from './quote.js';
export { previewReads, previewRepack } from './repack-preview.js';
export type { RepackWish } from './repack-preview.js';
