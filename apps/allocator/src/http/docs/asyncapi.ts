import { COMMANDS_OF_OUR_OWN, LIMITS, SCHEMAS, schemaComponents } from '#contracts';
import type { JsonSchema, SchemaEntry } from '#contracts';
import {
  BATCH_BYTES_MAX,
  COMMANDS_DLQ_TOPIC,
  COMMANDS_TOPIC,
  COMPRESSIONS,
  EVENTS_TOPIC,
  MESSAGE_MAX_BYTES,
  REPLIES_TOPIC,
} from '#kafka';
import { EVENT_HEADERS, UNREADABLE_HEADERS, eventHeadersOf } from './record-headers.js';

const OURS: ReadonlySet<string> = COMMANDS_OF_OUR_OWN;

type Json = Record<string, unknown>;

/** A topic: what is in it, in which order, and under which key. */
export interface TopicDoc {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly key: { readonly description: string } & JsonSchema;
  /** Names of messages. */
  readonly messages: readonly string[];
}

// Nobody outside sends what the service sends itself.
const ENTRIES = SCHEMAS.filter(({ name }) => !OURS.has(name));
const COMMANDS = ENTRIES.filter(({ kind }) => kind === 'command');
const EVENTS = ENTRIES.filter(({ kind }) => kind === 'event');
const OUTCOME = ENTRIES.filter(({ kind }) => kind === 'outcome');

const venueKey = { type: 'string', format: 'uuid', description: 'The venueId' };

export const TOPICS: { readonly [channel: string]: TopicDoc } = {
  events: {
    address: EVENTS_TOPIC,
    title: 'What happened',
    description:
      'Every event of the log. The topic has as many partitions as the log (LOG_PARTITIONS, fixed at ' +
      'the first start), and the partition of a record is the log partition of its event, so all ' +
      'events of a venue are in one. Within a partition `seq` runs 1, 2, 3, … without gaps, in the ' +
      'order in which the events were committed. A record can be repeated: drop what has a `seq` ' +
      'not greater than the last one taken of its partition. Records are kept for seven days and never ' +
      'compacted; what is older is read with GET /api/events. `hash` is the SHA-256 of ' +
      'the 32 bytes of `prevhash`, which is the `hash` of the `seq` before (zeros for the first), and ' +
      'the value as canonical JSON in UTF-8: the keys of every object in code-point order, no white ' +
      'space, numbers without exponents, strings as JSON.stringify writes them.',
    key: venueKey,
    messages: EVENTS.map(({ name }) => name),
  },
  commands: {
    address: COMMANDS_TOPIC,
    title: 'What is asked',
    description:
      'Commands, taken in the order of each partition. Produced to the log partition of the venue, as ' +
      'our client does, the commands of a venue keep their order; any other partition works as well. A ' +
      'command takes effect once per commandId, however often it is sent, over Kafka or HTTP. A command ' +
      `takes ${LIMITS.commandBytes} bytes at most, a batch of them ${BATCH_BYTES_MAX} bytes once it is ` +
      'decompressed.',
    key: venueKey,
    messages: COMMANDS.map(({ name }) => name),
  },
  replies: {
    address: REPLIES_TOPIC,
    title: 'What was answered',
    description:
      'The outcome of every command taken from the commands topic, after its transaction was ' +
      'committed. A repeated command is answered again, with its stored outcome. The partition is that ' +
      'of the command. An outcome that the topic does not take is `abridged`: without its events, ' +
      'warnings and details, and with the path where all of it can be read over HTTP.',
    key: { type: 'string', description: 'The commandId' },
    messages: OUTCOME.map(({ name }) => name),
  },
  unreadable: {
    address: COMMANDS_DLQ_TOPIC,
    title: 'What nobody could read',
    description:
      'Records of the commands topic that are no commands, are too large or cannot be read, with the ' +
      'reason beside them, and where they lay. What the topic does not take is `truncated`: the first ' +
      'KiB of its value; of a batch that cannot be read there is none. `allocator dead-letters` lists ' +
      'them, and sends the commands among them once more.',
    key: { description: 'As it was received; may be none' },
    messages: ['Unreadable'],
  },
};

/** How records may be compressed, for people. */
export const CODECS =
  `Records are read in every codec that Kafka has (${COMPRESSIONS.slice(1).join(', ')}, or none); ` +
  'those that the service sends are compressed as KAFKA_COMPRESSION says, by default not at all, ' +
  'unless compression.type of the topic says otherwise.';

/** The Kafka topics as AsyncAPI 3: keys, headers, order, and the schemas of all messages. */
export function asyncApiDocument(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Allocator topics',
      version: '1',
      description:
        'Commands in, outcomes and events out. Events are CloudEvents 1.0 in binary mode: headers ' +
        'carry the context, the value is the event. Values are JSON; a change of a schema that ' +
        'breaks a reader is a new version, and readers ignore fields that they do not know. ' +
        CODECS,
    },
    defaultContentType: 'application/json',
    channels: mapped(TOPICS, channelOf),
    operations: {
      publishEvents: operation('send', 'events'),
      takeCommands: { ...operation('receive', 'commands'), reply: { channel: ref('replies') } },
      answerCommands: operation('send', 'replies'),
      setAside: operation('send', 'unreadable'),
    },
    components: {
      messages: {
        ...messagesOf(EVENTS, venueKey, (name) => eventHeadersOf(name)),
        ...messagesOf(COMMANDS, venueKey),
        ...messagesOf(OUTCOME, TOPICS['replies']!.key),
        Unreadable: {
          name: 'Unreadable',
          summary: 'A record as it was received, with header `error`',
          headers: UNREADABLE_HEADERS,
          payload: {},
        },
      },
      schemas: {
        ...schemaComponents([...EVENTS, ...COMMANDS, ...OUTCOME], '#/components/schemas/'),
        EventHeaders: EVENT_HEADERS,
      },
    },
  };
}

function channelOf({ address, title, description, messages }: TopicDoc): Json {
  return {
    address,
    title,
    description,
    messages: Object.fromEntries(
      messages.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: {
      kafka: {
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          'max.message.bytes': MESSAGE_MAX_BYTES,
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function messagesOf(
  entries: readonly SchemaEntry[],
  key: JsonSchema,
  headersOf: (name: string) => JsonSchema | null = () => null,
): Json {
  const messages = entries.map(({ name, description }) => {
    const headers = headersOf(name);
    const message = {
      name,
      summary: description,
      ...(headers === null ? {} : { headers }),
      payload: { $ref: `#/components/schemas/${name}` },
      bindings: { kafka: { key, bindingVersion: '0.5.0' } },
    };
    return [name, message] as const;
  });
  return Object.fromEntries(messages);
}

function operation(action: 'send' | 'receive', channel: string): Json {
  const { title } = TOPICS[channel]!;
  return { action, title, channel: ref(channel) };
}

function ref(channel: string): { $ref: string } {
  return { $ref: `#/channels/${channel}` };
}

function mapped<T, U>(all: { readonly [name: string]: T }, of: (one: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, of(one)]));
}
