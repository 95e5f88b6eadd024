import type { IconName } from '../ui/Icon.js';
import type { TableState } from './floor-states.js';

/** Each state by word and mark; colour and pattern are in `plan.css`. */
export const STATES: {
  readonly [S in TableState]: {
    readonly word: string;
    readonly meaning: string;
    readonly icon: IconName | null;
  };
} = {
  available: { word: 'Available', meaning: 'free for the next hour at least', icon: null },
  upcoming: {
    word: 'Upcoming',
    meaning: 'free, but somebody comes within the hour',
    icon: 'clock',
  },
  held: { word: 'Held', meaning: 'somebody is about to confirm it', icon: 'hourglass' },
  occupied: {
    word: 'Occupied',
    meaning: 'filled once the guests are here',
    icon: 'people',
  },
  blocked: { word: 'Blocked', meaning: 'nobody can have it', icon: 'block' },
  conflict: { word: 'Conflict', meaning: 'two parties have it', icon: 'warning' },
  inactive: { word: 'Inactive', meaning: 'not in use', icon: 'cross' },
};
