import type { JsonSchema } from '#contracts';
import { DEAD_LETTER_HEADERS } from '#kafka';

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };
const number = { type: 'string', pattern: '^[0-9]+$' };
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' };

/** The headers of an event's record: CloudEvents 1.0 in binary mode, and its place in the log. */
export const EVENT_HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: { ...uuid, description: "The event's id" },
    ce_type: { type: 'string', pattern: '^allocator\\.[A-Za-z]+\\.v[0-9]+$' },
    ce_source: { type: 'string', format: 'uri-reference', description: '/venues/<venueId>' },
    ce_subject: { ...text, description: 'The booking, else the hold, the block or the flag' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it was recorded' },
    seq: { ...number, description: 'Dense from 1 in its partition' },
    partition: number,
    schemaversion: number,
    commandid: uuid,
    correlationid: text,
    epoch: { ...number, description: 'Of the lease under which it was published; 0: by a replay' },
    hash: { ...hash, description: 'SHA-256 of the 32 bytes of prevhash and the canonical value' },
    prevhash: { ...hash, description: 'The hash of the seq before; zeros for seq 1' },
    traceparent: { ...text, description: 'W3C trace context of the asker' },
  },
  required: [
    'content-type',
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_time',
    'seq',
    'partition',
    'schemaversion',
    'commandid',
    'epoch',
    'hash',
    'prevhash',
  ],
  additionalProperties: false,
};

/** Those of one type and version, `TablesAssigned.v1`. */
export function eventHeadersOf(name: string): JsonSchema {
  return {
    allOf: [
      { $ref: '#/components/schemas/EventHeaders' },
      { type: 'object', properties: { ce_type: { const: `allocator.${name}` } } },
    ],
  };
}

/** Beside the headers that the record came with, unless it is truncated. */
export const UNREADABLE_HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    error: { ...text, description: 'Why it is no command, in 1,000 characters at most' },
    fault: {
      enum: ['sender', 'service'],
      description: 'Whose fault it is; of the service: the same record may be taken when resent',
    },
    'source-topic': text,
    'source-partition': number,
    'source-offset': { ...number, description: 'Of the record; of a batch, the first' },
    'source-last-offset': { ...number, description: 'The same, or the last of a batch' },
    'value-bytes': { ...number, description: 'Length of the value, or of the unreadable batch' },
    'value-sha256': { ...hash, description: 'SHA-256 of the same' },
    truncated: {
      enum: ['true', 'false'],
      description: 'Whether some of the value is missing here',
    },
  } satisfies Record<(typeof DEAD_LETTER_HEADERS)[number], JsonSchema>,
  // Dead letters of earlier releases name no fault.
  required: DEAD_LETTER_HEADERS.filter((name) => name !== 'fault'),
};
