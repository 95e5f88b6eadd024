import type {
  ConfirmAnswer,
  HoldAnswer,
  HoldExtendedAnswer,
  HoldReleasedAnswer,
  ManualContext,
  QuoteAnswer,
  RepackAnswer,
  RepackPreview,
  Uuid,
  ValidationAnswer,
} from '#contracts';
import { get, request } from '../api/request.js';

/** The routes by which a person assigns tables. All throw {@link ApiProblem}. */
export const manual = {
  context: (bookingId: Uuid, signal?: AbortSignal) =>
    get<ManualContext>('/api/staff/manual/context', { bookingId }, signal),

  validate: (bookingId: Uuid, tableIds: readonly Uuid[], signal?: AbortSignal) =>
    request<ValidationAnswer>('POST', '/api/staff/manual/validate', {
      body: { bookingId, tableIds },
      onlyReads: true,
      signal,
    }),

  hold: (body: {
    readonly bookingId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly holdId: Uuid;
    readonly contextVersion: string | null;
  }) => request<HoldAnswer>('POST', '/api/staff/manual/hold', { body }),

  extend: (body: {
    readonly bookingId: Uuid;
    readonly holdId: Uuid;
    readonly ttlSeconds: number;
  }) => request<HoldExtendedAnswer>('POST', '/api/staff/manual/hold/extend', { body }),

  release: (body: { readonly bookingId: Uuid; readonly holdId: Uuid }) =>
    request<HoldReleasedAnswer>('DELETE', '/api/staff/manual/hold', { body }),

  confirm: (body: {
    readonly bookingId: Uuid;
    readonly holdId: Uuid;
    readonly idempotencyKey: string;
    readonly contextVersion: string | null;
  }) => request<ConfirmAnswer>('POST', '/api/staff/manual/confirm', { body }),
};

export const auto = {
  quote: (bookingId: Uuid) =>
    request<QuoteAnswer>('POST', '/api/staff/auto/quote', {
      body: { bookingId },
      onlyReads: true,
    }),

  repack: (bookingId: Uuid) =>
    request<RepackPreview>('POST', '/api/staff/auto/repack', {
      body: { bookingId },
      onlyReads: true,
    }),

  /** All that was previewed, or nothing. */
  confirmRepack: ({ bookingId, tables, moves, contextVersion }: RepackPreview, key: string) =>
    request<RepackAnswer>('POST', '/api/staff/auto/repack/confirm', {
      body: {
        bookingId,
        tableIds: tables?.map(({ tableId }) => tableId),
        moves: moves.map(({ bookingId: id, to }) => ({
          bookingId: id,
          tableIds: to.map(({ tableId }) => tableId),
        })),
        contextVersion,
        idempotencyKey: key,
      },
    }),
};
