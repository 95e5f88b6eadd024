import { TransportError, atMost } from '#event-sourcing';

/** Longest a connection may be in the making. */
export const CONNECT_MS_MAX = 10_000;
/** Longest one exchange with a cluster may take, its retries included. */
export const EXCHANGE_MS_MAX = 30_000;
/**
 * Longest wait for one answer. On a connection whose packets are dropped four of them are waited
 * for before it is given up.
 */
export const ANSWER_MS_MAX = 6_000;
/**
 * How long a member of a group may be silent before others get its partitions: so long lies what a
 * killed process has left. Losing them by mistake costs a rebalance and nothing else.
 */
export const SESSION_MS = 10_000;
const LET_GO_MS_MAX = 3_000;

/**
 * `task`, or `TRANSPORT_UNAVAILABLE` after `timeoutMs`. kafkajs leaves a promise unsettled for ever
 * when a broker drops the connection in the middle of the handshake; nothing here may wait for
 * that.
 */
export async function within<T>(timeoutMs: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = unavailable(new Error(`no answer within ${timeoutMs} ms`));
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up does not hear of a later failure.
    task.catch(() => undefined);
  }
}

/** Disconnects as far as that can be done; a client whose broker is gone is simply dropped. */
export async function letGo(client: { disconnect(): Promise<void> }): Promise<void> {
  await atMost(
    LET_GO_MS_MAX,
    client.disconnect().catch(() => undefined),
  );
}

export function unavailable(cause: unknown): TransportError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TransportError('TRANSPORT_UNAVAILABLE', `Kafka is not available: ${why}`, { cause });
}
