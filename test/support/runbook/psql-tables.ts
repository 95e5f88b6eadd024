/** Printed behind the answer of every statement. */
export const TABLE_END = '=== end of statement ===';

/** What one statement answered. */
export interface PsqlTable {
  /** Of one that is no query: how psql sums it up, `DELETE 3`. */
  readonly columns: readonly string[];
  /** Every value as psql prints it, `''` for null. */
  readonly rows: readonly { readonly [column: string]: string }[];
}

/** The tables that `psql --csv` printed, with {@link TABLE_END} behind each. */
export function readTables(printed: string): readonly PsqlTable[] {
  const parts = printed.split(`${TABLE_END}\n`).slice(0, -1);
  return parts.map((part) => {
    const [columns = [], ...records] = readCsv(part);
    const rows = records.map((record) =>
      Object.fromEntries(columns.map((column, i) => [column, record[i]!])),
    );
    return { columns, rows };
  });
}

function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    records.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\n') records.push([]);
  }
  return records.slice(0, -1);
}
