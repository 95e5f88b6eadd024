/** Invented people: a tile with a name on it is easier to talk about than one with an id. */
const NAMES = [
  'Abara',
  'Almeida',
  'Andersen',
  'Bakker',
  'Banerjee',
  'Bianchi',
  'Castellanos',
  'Dubois',
  'Eriksson',
  'Farouk',
  'Fitzgerald',
  'Gonzalez',
  'Haddad',
  'Hoffmann',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Laurent',
  'Lindqvist',
  'MacLeod',
  'Moreau',
  'Nakamura',
  'Novak',
  'Okafor',
  'Olsen',
  'Papadakis',
  'Petrov',
  'Quinn',
  'Rossi',
  'Sato',
  'Schneider',
  'Silva',
  'Tanaka',
  'Thompson',
  'Vasquez',
  'Virtanen',
  'Weber',
  'Yilmaz',
  'Zhang',
  'Zielinski',
] as const;

const NOTES = [
  'Birthday cake at dessert',
  'High chair, please',
  'Nut allergy',
  'By the window if possible',
  'Anniversary',
  'Wheelchair access',
] as const;
const NOTE_EVERY = 9;

/** What the demo's booking system knows of its `i`-th guest. */
export function guest(i: number): { readonly name: string; readonly note?: string } {
  const name = NAMES[(i * 7) % NAMES.length]!;
  if (i % NOTE_EVERY !== 4) return { name };
  return { name, note: NOTES[Math.floor(i / NOTE_EVERY) % NOTES.length]! };
}
