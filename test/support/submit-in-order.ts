import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';

/**
 * Submits commands in their order with at most `inFlightMax` unanswered, taking them from the
 * iterable as it goes. Tells of each answer; fails with the first command that was not answered.
 */
export async function submitInOrder(
  submitter: Submitter<Command, CommandOutcome>,
  commands: Iterable<Command>,
  inFlightMax: number,
  onAnswer: (command: Command, outcome: CommandOutcome) => void,
): Promise<void> {
  const unanswered = new Set<Promise<void>>();
  const failures: Error[] = [];
  let wake: () => void = () => undefined;
  for (const command of commands) {
    if (failures.length > 0) break;
    const answered = submitter
      .submit(command)
      .then((outcome) => onAnswer(command, outcome))
      .catch((error: Error) => {
        failures.push(error);
      })
      .finally(() => {
        unanswered.delete(answered);
        wake();
      });
    unanswered.add(answered);
    if (unanswered.size >= inFlightMax) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  await Promise.all(unanswered);
  if (failures.length > 0) throw failures[0]!;
}
