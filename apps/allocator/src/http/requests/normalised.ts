import type { FieldKind, RequestClass } from './field-kinds.js';
import { planOf } from './validation-plan.js';
/** What was sent, copied field by field, ids in lower case, reasons trimmed. It must be valid. */
export function normalised(type: RequestClass, sent: object): object {
  const copy: Record<string, unknown> = {};
  const values = sent as Record<string, unknown>;
  for (const { name, kind } of planOf(type).fields) {
    const value = values[name];
    if (value !== undefined) copy[name] = value === null ? null : normalisedField(kind, value);
  }
  return copy;
}

function normalisedField(kind: FieldKind, value: unknown): unknown {
  switch (kind.kind) {
    case 'plain':
      return value;
    case 'id':
      return (value as string).toLowerCase();
    case 'ids':
      return (value as unknown[]).map(lowerCase);
    case 'reason':
      return (value as string).trim();
    case 'nested':
      return Array.isArray(value)
        ? value.map((member) => normalised(kind.type(), member as object))
        : normalised(kind.type(), value as object);
  }
}

function lowerCase(id: unknown): unknown {
  return Array.isArray(id) ? id.map(lowerCase) : (id as string).toLowerCase();
}
