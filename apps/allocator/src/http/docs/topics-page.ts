import { SCHEMAS } from '#contracts';
import { batchBytesNeeded } from '#kafka';
import { CODECS, TOPICS } from './asyncapi.js';
import type { TopicDoc } from './asyncapi.js';

const SUMMARIES = new Map(SCHEMAS.map(({ name, description }) => [name, description]));

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; }
  td { border-top: 1px solid #ddd; }
`;

/** The topics for people: each with its key, its order and its messages. */
export function topicsPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Allocator topics</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>Allocator topics</h1>
    <p>
      Kafka topics; for programs as <a href="/docs/asyncapi">AsyncAPI 3</a>, with the headers of
      every record. The HTTP API is at <a href="/docs">/docs</a>, all JSON Schemas are listed at
      <a href="/api/schemas">/api/schemas</a>.
    </p>
    <p>${escaped(CODECS)}</p>
${Object.values(TOPICS).map(sectionOf).join('\n')}
  </body>
</html>
`;
}

function sectionOf({ address, title, description, key, messages }: TopicDoc): string {
  const rows = messages.map((name) => {
    const summary = SUMMARIES.get(name);
    const known = summary === undefined ? name : `<a href="/api/schemas/${name}">${name}</a>`;
    return `      <tr><td>${known}</td><td>${escaped(summary ?? description)}</td></tr>`;
  });
  return `    <h2>${title}: <code>${address}</code></h2>
    <p>${escaped(description)}</p>
    <p>Key: ${escaped(key.description)}</p>
    <p>Needs a <code>max.message.bytes</code> of ${batchBytesNeeded(address)} or more.</p>
    <table>
      <tr><th>message</th><th>says</th></tr>
${rows.join('\n')}
    </table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
