import { useState } from 'react';
import type { EventType, ReplayAsked, ReplayFrom } from '#contracts';
import { instantOf } from '../../time/instant-of.js';
import type { TargetKind } from './replay-words.js';

/** What is in the form, as it was typed. */
export interface Wish {
  readonly target: TargetKind;
  readonly topic: string;
  readonly source: ReplayFrom;
  readonly everyVenue: boolean;
  /** None chosen: all. */
  readonly types: readonly EventType[];
  /** On the venue's clock; empty: no limit. */
  readonly from: string;
  readonly to: string;
  readonly fromSeq: string;
  readonly rate: string;
}

const EMPTY: Wish = {
  target: 'allocations',
  topic: '',
  source: 'postgres',
  everyVenue: false,
  types: [],
  from: '',
  to: '',
  fromSeq: '',
  rate: '',
};

export function useWish(): readonly [Wish, (change: Partial<Wish>) => void] {
  const [wish, setWish] = useState(EMPTY);
  return [wish, (change) => setWish((before) => ({ ...before, ...change }))];
}

/** As the API takes it. Rows are what all events make of them: tables take the whole log. */
export function askedOf(wish: Wish, venueId: string, timeZone: string): ReplayAsked {
  const { target, topic, source, everyVenue, types, from, to, fromSeq, rate } = wish;
  const whole = {
    source,
    venueId: everyVenue ? null : venueId,
    rate: rate === '' ? null : Number(rate),
  };
  if (target === 'allocations') return { target, ...whole };
  return {
    target: target === 'topic' ? `topic:${topic.trim()}` : target,
    ...whole,
    types: types.length === 0 ? null : types,
    from: from === '' ? null : instantOf(from, timeZone),
    to: to === '' ? null : instantOf(to, timeZone),
    fromSeq: fromSeq === '' ? null : Number(fromSeq),
  };
}

/** What is still missing before it can be asked; null: nothing. */
export function missing({ target, topic, from, to }: Wish): string | null {
  if (target === 'topic' && topic.trim() === '') return 'Name the topic first';
  if (from !== '' && to !== '' && from >= to) return 'The first time must be before the second';
  return null;
}
