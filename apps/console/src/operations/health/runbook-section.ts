export interface RunbookSection {
  readonly title: string;
  readonly blocks: readonly {
    readonly kind: 'code' | 'heading' | 'text';
    readonly text: string;
  }[];
}

/** The part of a Markdown text under the heading with this anchor; null when it has none. */
export function sectionOf(markdown: string, anchor: string): RunbookSection | null {
  const lines = markdown.split('\n');
  const headings = lines.flatMap((line, at) => {
    const found = /^(#+)\s+(.*)$/.exec(line);
    return found === null ? [] : [{ at, depth: found[1]!.length, title: found[2]! }];
  });
  const from = headings.find(({ title }) => anchorOf(title) === anchor);
  if (from === undefined) return null;
  const to = headings.find(({ at, depth }) => at > from.at && depth <= from.depth);
  return { title: plain(from.title), blocks: blocksOf(lines.slice(from.at + 1, to?.at)) };
}

/** As GitHub makes them: lower case, without marks, dashes for blanks. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-');
}

function blocksOf(lines: readonly string[]): RunbookSection['blocks'] {
  const blocks: { kind: 'code' | 'heading' | 'text'; text: string }[] = [];
  let paragraph: string[] = [];
  let code: string[] | null = null;
  /** Of a block in a list: it belongs to the text, not to the code. */
  let indent = 0;
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'text', text: plain(flowing(paragraph)) });
    paragraph = [];
  };
  for (const line of lines) {
    if (line.trimStart().startsWith('```')) {
      endParagraph();
      if (code !== null) blocks.push({ kind: 'code', text: code.join('\n') });
      code = code === null ? [] : null;
      indent = line.indexOf('```');
    } else if (code !== null) code.push(line.slice(Math.min(indent, line.search(/\S|$/))));
    else if (line.startsWith('#')) {
      endParagraph();
      blocks.push({ kind: 'heading', text: plain(line.replace(/^#+\s*/, '')) });
    } else if (line.trim() === '') endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

/** A paragraph breaks where it finds room; only entries of a list begin a line. */
function flowing(lines: readonly string[]): string {
  return lines.join('\n').replace(/\n(?!\s*([-*]|\d+\.)\s)\s*/g, ' ');
}

/** Without the marks that only a renderer needs. */
function plain(text: string): string {
  return text.replace(/\*\*(.+?)\*\*/g, '$1').replace(/`([^`]+)`/g, '$1');
}
