import type { AlertView } from '#contracts';
import { createPool, readAlerts } from '#postgres';
import { alertViews } from '#telemetry';
import { EXIT } from '../exit.js';
import type { Exit } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { print, printJson } from '../terminal.js';

export async function run({ json }: { json?: boolean }): Promise<Exit> {
  const pool = createPool(await findDatabase(), { max: 1 });
  try {
    const { alerts, now } = await readAlerts(pool);
    const views = alertViews(alerts, now);
    if (json) await printJson(views);
    else for (const view of views) await print(linesOf(view).join('\n'));
    return views.some(({ state }) => state === 'firing') ? EXIT.differences : EXIT.ok;
  } finally {
    await pool.end();
  }
}

function linesOf(alert: AlertView): string[] {
  const { name, state, unit, threshold, forSeconds } = alert;
  const value = alert.value === null ? 'not known' : `${rounded(alert.value)} ${unit}`;
  const limit = `fires above ${threshold}${forSeconds > 0 ? ` for ${forSeconds} s` : ''}`;
  const line = `${state.padEnd(8)} ${name}: ${value}; ${limit}`;
  if (state === 'ok' || state === 'unknown') return [line];
  return [
    `${line}, so since ${alert.since}`,
    `         ${alert.hint}`,
    `         ${alert.runbook}`,
  ];
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
