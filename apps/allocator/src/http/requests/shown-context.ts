import { Shaped } from './fields.js';

/**
 * The field by which a person's choice says what it was made on: the `contextVersion` of the answer
 * that was shown.
 */
export function ShownContextVersion(): PropertyDecorator {
  return Shaped(/^\d{1,4}:\d{1,15}$/, 'a contextVersion', {
    optional: true,
    description:
      'Of the answer that was shown; refused with STALE_CONTEXT when what matters has changed',
  });
}
