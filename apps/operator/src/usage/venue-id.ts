import { InvalidArgumentError } from 'commander';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A venue's id as an operator may type it. @throws InvalidArgumentError when it is none. */
export const readVenueId = (text: string): string => readId(text, 'a venue');

/** The same of a hold. */
export const readHoldId = (text: string): string => readId(text, 'a hold');

/** The same of a replay. */
export const readReplayId = (text: string): string => readId(text, 'a replay');

function readId(text: string, ofWhat: string): string {
  const id = text.trim().toLowerCase();
  if (UUID.test(id)) return id;
  throw new InvalidArgumentError(`"${text}" is not the id of ${ofWhat}.`);
}
