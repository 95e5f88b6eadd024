import { STATUS_CODES } from 'node:http';
import { hintOf } from './hint-of.js';
import type { ProblemCode, ProblemDocument, ProblemOptions } from './problem-document.js';

/** Thrown anywhere while a request is served; the filter sends it as it is. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail);
  }

  document(): ProblemDocument {
    const { details, hint, outcome } = this.options;
    const told = {
      type: `urn:allocator:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(details === undefined ? {} : { details }),
      ...(outcome === undefined ? {} : { outcome }),
    };
    return { ...told, hint: hint ?? hintOf(told) };
  }
}
