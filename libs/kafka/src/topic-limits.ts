import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { LIMITS } from '#contracts';
import { COMPRESSIONS } from './codecs/index.js';
import { COMMANDS_TOPIC } from './command-topics.js';
import { EVENTS_TOPIC } from './record.js';

// kafkajs is CommonJS, and Node finds this name on its default export only.
const { ConfigResourceTypes } = kafkajs;

/** A batch of records around what is in it, headers included. */
const AROUND_BYTES = 16 * 1024;
/** What an event takes at most: a venue's configuration, with everything that was left out. */
const EVENT_BYTES = 2 * LIMITS.commandBytes;
/** The smaller form of whatever does not fit. */
const SMALL_BYTES = 48 * 1024;

/** What a broker has to take for a topic to serve, in bytes of one batch. */
export function batchBytesNeeded(name: string): number {
  if (name === EVENTS_TOPIC) return EVENT_BYTES + AROUND_BYTES;
  return (name === COMMANDS_TOPIC ? LIMITS.commandBytes : SMALL_BYTES) + AROUND_BYTES;
}

/** Every way of compressing that we read, as brokers name them. */
const READABLE: ReadonlySet<string> = new Set(['producer', 'uncompressed', ...COMPRESSIONS]);

/**
 * What the settings of some topics lack, a sentence each with what to do. Brokers that do not tell
 * us are believed: then a record that is refused tells it.
 */
export async function topicConcerns(
  admin: Admin,
  prefix: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const configNames = ['max.message.bytes', 'compression.type'];
  const resources = names.map((name) => ({
    type: ConfigResourceTypes.TOPIC,
    name: prefix + name,
    configNames,
  }));
  const answer = await admin
    .describeConfigs({ resources, includeSynonyms: false })
    .catch(() => ({ resources: [] }));
  return answer.resources.flatMap(({ resourceName, configEntries }) => {
    const settings = new Map(configEntries.map((e) => [e.configName, e.configValue]));
    return concernsOf(resourceName, resourceName.slice(prefix.length), settings);
  });
}

function concernsOf(
  topic: string,
  name: string,
  settings: ReadonlyMap<string, string>,
): readonly string[] {
  const concerns: string[] = [];
  const takes = Number(settings.get('max.message.bytes') ?? Infinity);
  const needed = batchBytesNeeded(name);
  if (takes < needed) {
    concerns.push(
      `topic ${topic} takes ${takes} bytes at most, and needs ${needed}: ` +
        'raise its max.message.bytes',
    );
  }
  const compression = settings.get('compression.type') ?? 'producer';
  if (!READABLE.has(compression)) {
    concerns.push(`topic ${topic} has compression.type ${compression}, which nobody here reads`);
  }
  return concerns;
}
