import type { CommandOutcome } from '#contracts';

/** What became of the commands that were sent. */
export interface Tally {
  commands: number;
  accepted: number;
  rejected: number;
  invalid: number;
  /** Of all of these: answered before, and now again. */
  duplicates: number;
  seconds: number;
  /** Rejections by code. */
  readonly codes: Record<string, number>;
  readonly types: Record<string, TypeTally>;
}

export interface TypeTally {
  accepted: number;
  rejected: number;
  invalid: number;
  readonly codes: Record<string, number>;
}

export function emptyTally(): Tally {
  return {
    commands: 0,
    accepted: 0,
    rejected: 0,
    invalid: 0,
    duplicates: 0,
    seconds: 0,
    codes: {},
    types: {},
  };
}

/** @param type null for a line that was no command */
export function countOutcome(
  tally: Tally,
  type: string | null,
  outcome: Partial<CommandOutcome>,
): void {
  const status = outcome.status ?? 'invalid';
  const ofType = (tally.types[type ?? '(no command)'] ??= {
    accepted: 0,
    rejected: 0,
    invalid: 0,
    codes: {},
  });
  tally.commands += 1;
  tally[status] += 1;
  ofType[status] += 1;
  if (outcome.duplicate === true) tally.duplicates += 1;
  if (status === 'accepted') return;
  const code = outcome.rejection?.code ?? 'PAYLOAD_INVALID';
  tally.codes[code] = (tally.codes[code] ?? 0) + 1;
  ofType.codes[code] = (ofType.codes[code] ?? 0) + 1;
}

/** The tally in a few lines for a person; `AssignBest` in the words of a floor. */
export function summarise(tally: Tally): string[] {
  const rate = tally.seconds > 0 ? Math.round(tally.commands / tally.seconds) : 0;
  const lines = [
    `${tally.commands} commands: ${tally.accepted} accepted, ${tally.rejected} rejected, ` +
      `${tally.invalid} invalid; ${tally.duplicates} answered before; ` +
      `${tally.seconds.toFixed(1)} s, ${rate}/s`,
  ];
  for (const [type, counts] of Object.entries(tally.types)) {
    const words = type === 'AssignBest' ? ['seated', 'refused'] : ['accepted', 'rejected'];
    const parts = [`${counts.accepted} ${words[0]}`];
    if (counts.rejected > 0) parts.push(`${counts.rejected} ${words[1]}`);
    if (counts.invalid > 0) parts.push(`${counts.invalid} invalid`);
    const codes = Object.entries(counts.codes).sort(([, a], [, b]) => b - a);
    const why = codes.map(([code, count]) => `${code} ${count}`).join(', ');
    lines.push(`  ${type}: ${parts.join(', ')}${why === '' ? '' : ` (${why})`}`);
  }
  return lines;
}
