import type { CommandOutcome } from '#contracts';
import { readDeadLetters } from '#kafka';
import type { DeadLetterView, KafkaClusterOptions } from '#kafka';
import { kafkaSender } from '../emit/sender.js';
import type { Envelope } from '../emit/sender.js';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { note, print, printJson } from '../terminal.js';
import type { DeadLettersAction, DeadLettersOptions } from '../usage/dead-letters.js';

const LISTED_MAX = 1_000;
/** Sent at once, so that as many values are in memory. */
const SENT_MAX = 50;

interface Letter extends DeadLetterView {
  readonly commandId: string | null;
}

export async function run(
  action: DeadLettersAction,
  places: readonly string[],
  options: DeadLettersOptions,
): Promise<Exit | void> {
  const cluster = await findKafka();
  if (!cluster) {
    throw new VerbError('SERVICE_NOT_FOUND', 'No Kafka is configured: set KAFKA_BROKERS.');
  }
  if (action === 'list') return list(cluster, options);
  if (options.all === true ? places.length > 0 : places.length === 0) {
    throw new VerbError('USAGE', 'Say which to resend, as list shows them, or --all.');
  }
  return resend(cluster, options.all === true ? null : new Set(places), options);
}

async function list(cluster: KafkaClusterOptions, { json }: DeadLettersOptions): Promise<void> {
  const letters = (await newest(cluster)).map(({ letter }) => letter);
  if (json) return printJson(letters);
  for (const letter of letters) await print(lineOf(letter));
  if (letters.length === 0) note('nothing was set aside');
}

function lineOf({ place, setAsideAt, error, source, bytes, truncated, commandId }: Letter): string {
  const from = source
    ? `${source.topic} ${source.partition}:${source.firstOffset}` +
      (source.lastOffset === source.firstOffset ? '' : `-${source.lastOffset}`)
    : 'somewhere';
  const kept = truncated ? `${bytes} bytes, truncated` : `${bytes} bytes`;
  const what = commandId === null ? kept : `${kept}, command ${commandId}`;
  return `${place}  ${setAsideAt}  from ${from}  ${what}  ${error}`;
}

/** Every letter asked for, in the order of the list; null asks for all. */
async function resend(
  cluster: KafkaClusterOptions,
  places: ReadonlySet<string> | null,
  { json }: DeadLettersOptions,
): Promise<Exit> {
  const found = await newest(cluster, places);
  const unsendable: Letter[] = [];
  const commands: { letter: Letter; envelope: Envelope }[] = [];
  for (const { letter, envelope } of found) {
    if (envelope) commands.push({ letter, envelope });
    else unsendable.push(letter);
  }
  const missing = [...(places ?? [])].filter((p) =>
    found.every(({ letter }) => letter.place !== p),
  );
  const tell = async (place: string, told: Record<string, unknown>, line: string): Promise<void> =>
    json ? printJson({ place, ...told }) : print(`${place}  ${line}`);
  if (commands.length > 0) {
    const sender = await kafkaSender(cluster);
    try {
      for (let from = 0; from < commands.length; from += SENT_MAX) {
        const some = commands.slice(from, from + SENT_MAX);
        const outcomes = await sender.send(some.map(({ envelope }) => envelope));
        for (const [i, { letter }] of some.entries()) {
          await tell(letter.place, { ...outcomes[i] }, outcomeLine(outcomes[i]!));
        }
      }
    } finally {
      await sender.close();
    }
  }
  // Of everything, what is no command stays where it is; asked for by name it is a failure.
  for (const { place } of places === null ? [] : unsendable) {
    await tell(place, { status: 'not sent' }, 'not sent: it is no whole command');
  }
  for (const place of missing) {
    await tell(place, { status: 'not found' }, 'not found: is it in the list?');
  }
  if (places === null && commands.length === 0) note('no letter is a whole command');
  return missing.length > 0 || (places !== null && unsendable.length > 0) ? EXIT.failed : EXIT.ok;
}

function outcomeLine({ commandId, status, duplicate, rejection }: CommandOutcome): string {
  const why = rejection ? `: ${rejection.code} ${rejection.message}` : '';
  return `${commandId} ${status}${duplicate ? ' before' : ''}${why}`;
}

interface Found {
  readonly letter: Letter;
  readonly envelope: Envelope | null;
}

/**
 * The newest letters, oldest first; with `places` the envelopes of those only, so that memory holds
 * what will be sent.
 */
async function newest(
  cluster: KafkaClusterOptions,
  places?: ReadonlySet<string> | null,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  await readDeadLetters(cluster, (view, value) => {
    if (places && !places.has(view.place)) return;
    const envelope = view.truncated ? null : envelopeOf(value);
    const commandId = envelope ? String(envelope['commandId']) : null;
    found.push({
      letter: { ...view, commandId },
      envelope: places === undefined ? null : envelope,
    });
    if (found.length > 2 * LISTED_MAX) keepNewest(found);
  });
  keepNewest(found);
  return found;
}

function keepNewest(found: Found[]): void {
  found.sort((a, b) => (a.letter.setAsideAt < b.letter.setAsideAt ? -1 : 1));
  found.splice(0, Math.max(0, found.length - LISTED_MAX));
}

/** A command that somebody could take, if it were right; null: it is none. */
function envelopeOf(value: Buffer | null): Envelope | null {
  try {
    const sent = JSON.parse(String(value)) as Envelope | null;
    const isCommand =
      typeof sent?.['commandId'] === 'string' && typeof sent['venueId'] === 'string';
    return isCommand ? sent : null;
  } catch {
    return null;
  }
}
