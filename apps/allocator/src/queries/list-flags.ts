import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { FLAG_NAMES } from '#contracts';
import type { FlagName, Flags, FlagView, Uuid } from '#contracts';
import type { FlagOverride, ReadModel } from '#postgres';
import { FLAG_ENVIRONMENT, READ_MODEL } from '../tokens.js';

export class ListFlags extends Query<readonly FlagView[]> {
  constructor(readonly venueId: Uuid | null) {
    super();
  }
}

@QueryHandler(ListFlags)
export class ListFlagsHandler implements IQueryHandler<ListFlags> {
  constructor(
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
    @Inject(FLAG_ENVIRONMENT) private readonly environment: Flags,
  ) {}

  async execute({ venueId }: ListFlags): Promise<readonly FlagView[]> {
    return flagViews(this.environment, await this.readModel.listFlagOverrides(venueId));
  }
}

/** The venue's flip before the one for all, and that before the environment. */
function flagViews(environment: Flags, overrides: readonly FlagOverride[]): readonly FlagView[] {
  return FLAG_NAMES.map((flag) => {
    const flips = overrides.filter((override) => override.flag === flag);
    const flip = flips.find(({ venueId }) => venueId !== null) ?? flips[0];
    if (flip === undefined) return fromEnvironment(flag, environment[flag]);
    const { value, venueId, setBy, setAt, reason } = flip;
    return {
      flag,
      value,
      source: venueId === null ? 'global' : 'venue',
      venueId,
      setBy,
      setAt,
      reason,
    };
  });
}

function fromEnvironment(flag: FlagName, value: boolean): FlagView {
  return { flag, value, source: 'env', venueId: null, setBy: null, setAt: null, reason: null };
}
