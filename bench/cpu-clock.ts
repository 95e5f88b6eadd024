import { readFileSync, readdirSync } from 'node:fs';

/** What a clock tick of `/proc` is on Linux, whatever the kernel's own. */
const TICK_MS = 10;

/**
 * Milliseconds of CPU that this process and all that it started have used: clients, service and an
 * embedded server with its backends. Unlike a rate it hardly depends on who else uses the machine.
 * Null where there is no `/proc`.
 */
export function cpuMs(): number | null {
  const children = new Map<number, number[]>();
  const ticks = new Map<number, number>();
  for (const [pid, parent, used] of processes()) {
    ticks.set(pid, used);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  if (!ticks.has(process.pid)) return null;
  const ofTree = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + ofTree(child), ticks.get(pid) ?? 0);
  return ofTree(process.pid) * TICK_MS;
}

/** Pid, parent, and ticks of the process itself and of its children that have ended. */
function* processes(): Generator<[pid: number, parent: number, ticks: number]> {
  const names = readDirectory('/proc').filter((name) => /^\d+$/.test(name));
  for (const name of names) {
    const stat = readStat(`/proc/${name}/stat`);
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    if (fields.length < 15) continue;
    const [utime, stime, ended, endedInKernel] = fields.slice(11, 15);
    yield [Number(name), fields[1]!, utime! + stime! + ended! + endedInKernel!];
  }
}

function readDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Empty for a process that ended meanwhile. */
function readStat(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
