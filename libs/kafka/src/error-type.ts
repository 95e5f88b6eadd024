/** What brokers answer to a record that they do not take, however often it is sent. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
]);

/** Whether a broker has looked at the records and takes them never: nothing was stored. */
export function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (REFUSALS.has((cause as { type?: unknown }).type)) return true;
  }
  return false;
}
