import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ReadModel } from '#postgres';
import type { Logger } from '../../logger.js';
import { namingOf } from '../../queries/named-blockers.js';
import { LOGGER, READ_MODEL } from '../../tokens.js';
import { Problem } from './problem.js';

const AS_STORED = 'allocator:outcomes-as-stored';

/**
 * For routes whose outcomes are told as they are stored: a command, its repetition and whoever asks
 * for its outcome get the same, whatever became of the names meanwhile.
 */
export const OutcomesAsStored = () => SetMetadata(AS_STORED, true);

/**
 * Names who stands in the way of a refused command, on the way out: what is decided and stored
 * knows bookings by their ids alone.
 */
@Injectable()
export class NameBlockers implements NestInterceptor {
  constructor(
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.reflector.get(AS_STORED, context.getClass()) === true) return next.handle();
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        throw error instanceof Problem ? await this.named(error) : error;
      }),
    );
  }

  private async named(problem: Problem): Promise<Problem> {
    const { outcome } = problem.options;
    const blockers = outcome?.rejection?.blockers ?? [];
    if (!outcome?.rejection || blockers.length === 0) return problem;
    try {
      const naming = await namingOf(this.readModel, blockers);
      const rejection = { ...outcome.rejection, blockers: naming(blockers) };
      const { status, code, detail, options } = problem;
      return new Problem(status, code, detail, {
        ...options,
        outcome: { ...outcome, rejection },
      });
    } catch (error) {
      // The refusal stands and is worth more than the names; to ask again would not undo it.
      this.logger.warn({ err: error }, 'a refusal was answered without names');
      return problem;
    }
  }
}
