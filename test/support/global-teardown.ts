import { endParts } from './shared-parts.js';

export default endParts;
