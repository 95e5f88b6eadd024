import type { HoldView, ManualContext, Uuid } from '#contracts';
import { newId } from '../api/new-id.js';
import { kept, keep } from '../session/use-kept.js';
import type { Notice } from '../ui/telling.js';
import { blockerWords, warningWords } from '../words.js';
import type { Setting as Words } from '../words.js';
import { manual } from './api.js';
import type { Doing } from './use-doing.js';

/** What a person may do with the hold of a booking; each resolves when it is done or refused. */
export interface HoldActions {
  readonly hold: () => Promise<void>;
  readonly extend: () => Promise<void>;
  readonly release: () => Promise<void>;
  readonly confirm: () => Promise<void>;
}

interface Setting {
  readonly bookingId: Uuid;
  readonly context: ManualContext | undefined;
  readonly picked: readonly Uuid[];
  readonly live: HoldView | null;
  readonly run: (what: Doing, act: () => Promise<void>) => Promise<void>;
  /** The hold ended by this page. */
  readonly ended: () => void;
  readonly show: (activeHold: HoldView | null) => Promise<void>;
  readonly choose: (tableIds: readonly Uuid[]) => void;
  readonly tell: (notice: Notice) => void;
  readonly words: Words;
}

export function holdActions(setting: Setting): HoldActions {
  const { bookingId, context, picked, live, run, ended, show, choose, tell, words } = setting;
  const contextVersion = context?.contextVersion ?? null;
  return {
    hold: () =>
      run('hold', async () => {
        const holdId = attemptOf(bookingId, picked);
        const { hold } = await manual.hold({ bookingId, tableIds: picked, holdId, contextVersion });
        forgetAttempt(bookingId);
        await show(hold);
      }),
    extend: () =>
      run('extend', async () => {
        const ttlSeconds = context!.venue.policy.hold.defaultSeconds;
        const { hold } = await manual.extend({ bookingId, holdId: live!.holdId, ttlSeconds });
        await show(hold);
      }),
    release: () =>
      run('release', async () => {
        await manual.release({ bookingId, holdId: live!.holdId });
        ended();
        await show(null);
      }),
    confirm: () =>
      run('confirm', async () => {
        const { holdId } = live!;
        // Another picture is another question: a refusal for an old one must not be repeated.
        const idempotencyKey = `${holdId} ${contextVersion}`;
        const answer = await manual.confirm({ bookingId, holdId, idempotencyKey, contextVersion });
        ended();
        choose([]);
        const labels = answer.assignments.map(({ label }) => label).join(' + ');
        const inTheWay = whoHas(live!, context, words);
        const notes = answer.warnings.map((warning) => warningWords(warning, inTheWay));
        tell({ text: `Confirmed: ${labels}.`, detail: notes.join(' ') });
        await show(null);
      }),
  };
}

/** Who else has what is held, in sentences: a hold is refused for them, or only told. */
function whoHas({ tables }: HoldView, context: ManualContext | undefined, words: Words): string {
  const held = new Set(tables.map(({ tableId }) => tableId));
  const blockers = context?.conflicts.filter(({ tableId }) => held.has(tableId)) ?? [];
  return blockers.map((blocker) => blockerWords(blocker, words)).join(' ');
}

interface Attempt {
  readonly holdId: Uuid;
  readonly tables: string;
}

const attemptName = (bookingId: Uuid): string => `attempt.${bookingId}`;

/** The id of a hold, the same again when the last answer for the same tables never arrived. */
function attemptOf(bookingId: Uuid, picked: readonly Uuid[]): Uuid {
  const tables = [...picked].sort().join();
  const last = kept<Attempt>(attemptName(bookingId));
  if (last?.tables === tables) return last.holdId;
  const attempt: Attempt = { holdId: newId(), tables };
  keep(attemptName(bookingId), attempt);
  return attempt.holdId;
}

/** The next hold is another one, whatever is picked. */
export function forgetAttempt(bookingId: Uuid): void {
  keep(attemptName(bookingId), null);
}
