/** A request class: fields with class-validator's decorators, no constructor arguments. */
export type RequestClass = new () => object;

/** What parsing must know about a field besides its constraints. */
export type FieldKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'id' }
  /** A list of ids, or of lists of ids. */
  | { readonly kind: 'ids' }
  | { readonly kind: 'reason' }
  /** One object of a class, or a list of them. */
  | { readonly kind: 'nested'; readonly type: () => RequestClass };

const fieldsOf = new Map<unknown, Map<string, FieldKind>>();

export function rememberField(owner: unknown, property: string | symbol, kind: FieldKind): void {
  const fields = fieldsOf.get(owner) ?? new Map<string, FieldKind>();
  fields.set(String(property), kind);
  fieldsOf.set(owner, fields);
}

/** The fields of a class and of those it extends. */
export function kindsOf(type: RequestClass): Map<string, FieldKind> {
  const kinds = new Map<string, FieldKind>();
  for (
    let owner: unknown = type;
    typeof owner === 'function';
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const [name, kind] of fieldsOf.get(owner) ?? []) kinds.set(name, kind);
  }
  return kinds;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
