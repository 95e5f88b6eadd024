import type { Command } from '#contracts';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The command in the trace of its request, unless it names one; a malformed header is no trace. */
export function traced(command: Command, traceparent: string | undefined): Command {
  if (command.traceparent || !TRACEPARENT.test(traceparent ?? '')) return command;
  return { ...command, traceparent };
}
