import { ACTOR_KINDS, COMMAND_TYPES, LIMITS } from '#contracts';
import type { ActorKind, CommandType } from '#contracts';
import { IsObject } from 'class-validator';
import { field, Id, Nested, OneOf, Shaped, Text } from './fields.js';

const INSTANT_SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const TRACEPARENT_SHAPE = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export class ActorRequest {
  @OneOf(ACTOR_KINDS)
  readonly kind!: ActorKind;

  @Text({ max: LIMITS.name })
  readonly id!: string;
}

/** What every command travels in. `route` is not part of it: only our own routes say so. */
export class EnvelopeRequest {
  @Id({ description: 'Made by the sender; repeating it returns the stored outcome' })
  readonly commandId!: string;

  @OneOf(COMMAND_TYPES)
  readonly type!: CommandType;

  @Id()
  readonly venueId!: string;

  @field({}, { type: 'object', additionalProperties: true }, [IsObject()])
  readonly data!: object;

  @Shaped(INSTANT_SHAPE, 'an ISO 8601 time with an offset or Z', { optional: true })
  readonly issuedAt?: string | null;

  @Nested(() => ActorRequest, {
    optional: true,
    description: 'Its id counts when its kind is the token’s',
  })
  readonly actor?: ActorRequest | null;

  @Text({ max: LIMITS.name }, { optional: true })
  readonly correlationId?: string | null;

  @Shaped(TRACEPARENT_SHAPE, 'a W3C trace context', { optional: true })
  readonly traceparent?: string | null;

  @Text(
    { max: LIMITS.name },
    { optional: true, description: 'Refused with STALE_CONTEXT when the venue has changed since' },
  )
  readonly expectedContextVersion?: string | null;
}
