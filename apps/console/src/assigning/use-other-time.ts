import type { Alternative, ManualContext, Uuid, Window } from '#contracts';
import { sendCommand } from '../api/commands.js';
import { ApiProblem, isUndecided } from '../api/problem.js';
import { useNotices } from '../ui/telling.js';
import { alternativeWords, problemWords } from '../words.js';
import type { Setting } from '../words.js';

/** Seats a booking at other tables at another time, at once, with a way back. */
export function useOtherTime(context: ManualContext, setting: Setting) {
  const { tell } = useNotices();
  const { bookingId, venueId } = context.booking;

  const assign = async (
    tableIds: readonly Uuid[],
    window: Window,
    done: () => void,
  ): Promise<void> => {
    try {
      await sendCommand('AssignTables', venueId, { bookingId, tableIds, window });
      done();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      const detail = problemWords(problem, setting);
      const text = isUndecided(problem) ? 'No answer.' : 'Not seated at that time.';
      tell({ tone: 'error', text, detail });
    }
  };

  const undo = async (): Promise<void> => {
    const { assignments } = context;
    const [first] = assignments;
    const undone = (): void => tell({ text: 'Undone.' });
    if (first === undefined) {
      await sendCommand('UnassignTables', venueId, { bookingId });
      return undone();
    }
    const window = { start: first.startAt, end: first.endAt };
    await assign(
      assignments.map(({ tableId }) => tableId),
      window,
      undone,
    );
  };

  return ({ tables, window, ...rest }: Alternative): Promise<void> =>
    assign(
      tables.map(({ tableId }) => tableId),
      window,
      () =>
        tell({
          text: `Seated: ${alternativeWords({ tables, window, ...rest }, setting)}.`,
          actions: [{ label: 'Undo', act: () => void undo() }],
        }),
    );
}
