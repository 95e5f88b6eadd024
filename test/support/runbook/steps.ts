import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** A `setting` is a variable of the service's environment. */
export type StepKind = 'sql' | 'bash' | 'http' | 'setting';

/** Something that a runbook tells its reader to type. */
export interface Step {
  readonly file: string;
  readonly line: number;
  /** The nearest heading above. */
  readonly chapter: string;
  readonly kind: StepKind;
  /** As it stands there. */
  readonly text: string;
}

/** A command within a sentence: a verb of ours, a request, a query, a variable to set. */
const INLINE =
  /`((?:allocator |(?:GET|POST|PUT|DELETE) \/|\/health\/|select |FEATURE_\w+=)[^`]*)`/gi;

/** Everything to type in one file, in its order: fenced blocks, and what stands within sentences. */
export function stepsOf(file: string): readonly Step[] {
  return stepsIn(file, readFileSync(join(ROOT, file), 'utf8'));
}

/** The same of a text. @throws for a block whose language nobody here can run. */
export function stepsIn(file: string, text: string): readonly Step[] {
  const steps: Step[] = [];
  let chapter = '';
  let block: { readonly line: number; readonly language: string; readonly lines: string[] } | null =
    null;
  for (const [index, row] of text.split('\n').entries()) {
    const line = index + 1;
    const fence = /^\s*```(\w*)/.exec(row);
    if (block !== null) {
      if (fence === null) block.lines.push(row);
      else {
        const kind = kindOfBlock(file, block.line, block.language);
        steps.push({ file, line: block.line, chapter, kind, text: dedent(block.lines) });
        block = null;
      }
    } else if (fence !== null) block = { line, language: fence[1]!, lines: [] };
    else {
      chapter = /^#+ (.*)/.exec(row)?.[1] ?? chapter;
      for (const [, command] of row.matchAll(INLINE)) {
        steps.push({ file, line, chapter, kind: kindOfInline(command!), text: command! });
      }
    }
  }
  if (block !== null) throw new Error(`${file}:${block.line}: this block does not end`);
  return steps;
}

function kindOfBlock(file: string, line: number, language: string): StepKind {
  if (language === 'sql' || language === 'bash' || language === 'http') return language;
  throw new Error(`${file}:${line}: nobody runs blocks of "${language}": say sql, bash or http`);
}

function kindOfInline(command: string): StepKind {
  if (/^select /i.test(command)) return 'sql';
  if (/^FEATURE_/.test(command)) return 'setting';
  return /^(GET|POST|PUT|DELETE|\/)/.test(command) ? 'http' : 'bash';
}

function dedent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
