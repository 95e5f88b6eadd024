import type { Table } from '#contracts';

/**
 * Natural order of labels: runs of digits count as numbers, so S2 comes before S10; all else by
 * code unit, the same in every locale. Labels that differ only in leading zeros keep an order.
 */
export function compareLabels(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isDigit(x) && isDigit(y)) {
      const aEnd = digitsEnd(a, i);
      const bEnd = digitsEnd(b, j);
      const order = compareDigits(a.slice(i, aEnd), b.slice(j, bEnd));
      if (order !== 0) return order;
      i = aEnd;
      j = bEnd;
    } else if (x !== y) {
      return x - y;
    } else {
      i++;
      j++;
    }
  }
  return a.length - i - (b.length - j) || (a < b ? -1 : a > b ? 1 : 0);
}

function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+/, '');
  const y = b.replace(/^0+/, '');
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function digitsEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Sorted once per array: a venue's tables stay the same from command to command. */
const remembered = new WeakMap<readonly Table[], readonly Table[]>();

/** The tables in label order; equal labels by id, so that there is one order only. */
export function inLabelOrder(tables: readonly Table[]): readonly Table[] {
  let sorted = remembered.get(tables);
  if (sorted === undefined) {
    sorted = [...tables].sort(
      (a, b) => compareLabels(a.label, b.label) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
    remembered.set(tables, sorted);
  }
  return sorted;
}
