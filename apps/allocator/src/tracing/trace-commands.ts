import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { Tracer } from '#telemetry';

/**
 * The submitter with a span for every command, from its submission to its answer: the wait for a
 * batch, and the batch. Below the request or the record that brought it.
 */
export function tracedCommands(
  submitter: Submitter<Command, CommandOutcome>,
  tracer: Tracer | null,
): Submitter<Command, CommandOutcome> {
  if (tracer === null) return submitter;
  return {
    async submit(command) {
      const { type, commandId, venueId, traceparent } = command;
      const span = tracer.begin({ name: type, kind: 'internal', parent: traceparent });
      const attributes = { 'allocator.command.id': commandId, 'allocator.venue.id': venueId };
      try {
        const outcome = await submitter.submit(command);
        span.end({ attributes: { ...attributes, 'allocator.status': outcome.status } });
        return outcome;
      } catch (error) {
        span.end({ attributes, error: (error as Error).message });
        throw error;
      }
    },
  };
}
