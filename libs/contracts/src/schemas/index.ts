export {
  SCHEMAS,
  documentOf,
  eventSchemaName,
  schemaComponents,
  schemaDocument,
} from './documents.js';
export type { SchemaEntry } from './documents.js';
export type { JsonSchema } from './schema.js';
