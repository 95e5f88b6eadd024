import { setTimeout as delay } from 'node:timers/promises';
import type { CommandAnswer, CommandOutcome } from '#contracts';
import type { KafkaClusterOptions } from '#kafka';
import { KafkaCommandSender, KafkaReplies, publishedPartitions } from '#kafka';
import type { Service } from '../find-service.js';
import { send } from '../service-client.js';
import { note } from '../terminal.js';

export type Envelope = Readonly<Record<string, unknown>>;

/** One way to the service: commands in, outcomes in the same order, after their effect is durable. */
export interface CommandSender {
  send(commands: readonly Envelope[]): Promise<readonly CommandOutcome[]>;
  close(): Promise<void>;
}

export function httpSender(service: Service): CommandSender {
  const onRetry = (reason: string, waitMs: number): void =>
    note(`trying again in ${waitMs} ms: ${reason}`);
  return {
    send: async (commands) => {
      const outcomes: (CommandOutcome | null)[] = commands.map(() => null);
      for (;;) {
        const open = outcomes.flatMap((outcome, i) => (outcome === null ? [i] : []));
        if (open.length === 0) return outcomes.filter((outcome) => outcome !== null);
        const body = JSON.stringify(open.map((i) => commands[i]));
        const answers = (await send(service, 'POST', '/api/commands', body, {
          onRetry,
        })) as CommandAnswer[];
        for (const [n, answer] of answers.entries()) {
          if (answer.status !== 'unavailable') outcomes[open[n]!] = answer;
        }
        const waits = answers.flatMap((answer) =>
          answer.status === 'unavailable' ? [answer.retryAfterSeconds * 1_000] : [],
        );
        if (waits.length === 0) continue;
        const waitMs = Math.min(...waits);
        onRetry(`${waits.length} commands were not answered`, waitMs);
        await delay(waitMs);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Sends to the commands topic and waits for the replies topic; listens before it sends. */
export async function kafkaSender(cluster: KafkaClusterOptions): Promise<CommandSender> {
  const partitions = await publishedPartitions(cluster);
  const replies = await KafkaReplies.open(cluster);
  const sender = new KafkaCommandSender({ ...cluster, partitions });
  return {
    send: async (commands) => {
      const outcomes = commands.map(({ commandId }) => replies.outcomeOf(String(commandId)));
      await sender.send(commands as readonly (Envelope & { venueId: string })[]);
      return Promise.all(outcomes);
    },
    close: async () => {
      await sender.close();
      await replies.close();
    },
  };
}
