import { ValidatorConstraint } from 'class-validator';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';
import { UUID_SHAPE } from './uuid-shape.js';
import { isRecord } from './field-kinds.js';

/** A table seats no smaller party at most than at least. */
@ValidatorConstraint({ name: 'partyBounds' })
export class PartyBounds implements ValidatorConstraintInterface {
  validate(maxParty: unknown, args: ValidationArguments): boolean {
    const { minParty } = args.object as { minParty?: unknown };
    return typeof maxParty !== 'number' || typeof minParty !== 'number' || minParty <= maxParty;
  }

  defaultMessage(): string {
    return '$property must not be less than minParty';
  }
}

@ValidatorConstraint({ name: 'weekdays' })
export class Weekdays implements ValidatorConstraintInterface {
  validate(days: unknown): boolean {
    if (!Array.isArray(days) || days.length < 1 || days.length > 7) return false;
    return (
      new Set(days).size === days.length &&
      days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
    );
  }

  defaultMessage(): string {
    return '$property must be different ISO weekdays from 1 (Monday) to 7 (Sunday)';
  }
}

@ValidatorConstraint({ name: 'timeZone' })
export class ZoneName implements ValidatorConstraintInterface {
  validate(name: unknown): boolean {
    // An offset such as +01:00 is none, since it knows no summer time. Which names there are is
    // asked where it is decided (`zoneProblem`).
    return typeof name === 'string' && /^[A-Z][A-Za-z0-9_+/-]{0,63}$/.test(name);
  }

  defaultMessage(): string {
    return '$property must be the name of an IANA time zone such as Europe/Paris';
  }
}

@ValidatorConstraint({ name: 'uniqueTableIds' })
export class UniqueTableIds implements ValidatorConstraintInterface {
  validate(tables: unknown): boolean {
    const ids = idsOf(tables);
    return new Set(ids).size === ids.length;
  }

  defaultMessage(): string {
    return '$property must have different ids';
  }
}

/** Every edge joins two different tables of this venue, each edge once whatever its direction. */
@ValidatorConstraint({ name: 'adjacencyPairs' })
export class AdjacencyPairs implements ValidatorConstraintInterface {
  validate(pairs: unknown, args: ValidationArguments): boolean {
    if (!Array.isArray(pairs)) return false;
    const known = new Set(idsOf((args.object as { tables?: unknown }).tables));
    const seen = new Set<string>();
    for (const pair of pairs as unknown[]) {
      if (!Array.isArray(pair) || pair.length !== 2) return false;
      const ends = pair.filter((id): id is string => typeof id === 'string' && UUID_SHAPE.test(id));
      const [a, b] = ends.map((id) => id.toLowerCase()).sort();
      if (a === undefined || b === undefined || a === b || !known.has(a) || !known.has(b))
        return false;
      if (seen.has(a + b)) return false;
      seen.add(a + b);
    }
    return true;
  }

  defaultMessage(): string {
    return '$property must be pairs of ids of two different tables of this venue, each pair once';
  }
}

function idsOf(tables: unknown): string[] {
  if (!Array.isArray(tables)) return [];
  return tables.flatMap((table) =>
    isRecord(table) && typeof table['id'] === 'string' ? [table['id'].toLowerCase()] : [],
  );
}
