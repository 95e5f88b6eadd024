import { InvalidArgumentError } from 'commander';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A venue's id as an operator may type it. @throws InvalidArgumentError when it is none. */
export function readVenueId(text: string): string {
  const id = text.trim().toLowerCase();
  if (UUID.test(id)) return id;
  throw new InvalidArgumentError(`"${text}" is not the id of a venue.`);
}
