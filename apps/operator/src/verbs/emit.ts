import { emit } from '../emit/emit.js';
import type { CommandSender } from '../emit/sender.js';
import { httpSender, kafkaSender } from '../emit/sender.js';
import { summarise } from '../emit/tally.js';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { findService } from '../find-service.js';
import { note } from '../terminal.js';
import type { EmitOptions } from '../usage/emit.js';

export async function run(file: string, options: EmitOptions): Promise<Exit> {
  const sender = await openSender(options);
  const tally = await emit(file, sender, { rate: options.rate ?? null }).finally(() =>
    sender.close(),
  );
  if (options.json) note(JSON.stringify(tally));
  else for (const line of summarise(tally)) note(line);
  return tally.invalid > 0 ? EXIT.failed : EXIT.ok;
}

async function openSender(options: EmitOptions): Promise<CommandSender> {
  if (options.via === 'http') return httpSender(await findService(options));
  const cluster = await findKafka();
  if (cluster) return kafkaSender(cluster);
  throw new VerbError('SERVICE_NOT_FOUND', 'No Kafka is configured: set KAFKA_BROKERS.');
}
