import { describe, expect, test } from '@jest/globals';
import type { Flags } from '#contracts';
import * as to from '../../support/commands.js';
import {
  assigned,
  blocked,
  conflictObserved,
  held,
  moved,
  statusChanged,
  swapped,
} from '../../support/facts.js';
import { FLAG_COMBINATIONS } from '../../support/flag-rules.js';
import { OBSERVING, from, idOf } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const B1 = to.register('B1');
const B2 = to.register('B2');
const B4 = to.register('B4', { partySize: 4 });

/** A venue where B1 sits guarded at T1, and then the flags became these. */
function under(flags: Partial<Flags>) {
  const flips = Object.entries(flags).map(([flag, value]) => to.flip(flag, value));
  return given(B1, B2, B4, to.assign('B1', 'T1'), ...flips);
}

const observing = { FEATURE_RPC_ASSIGN_ATOMIC: false };
const shadowing = { FEATURE_ALLOCATIONS_DUAL_WRITE: false };

describe('while live writes are off', () => {
  test('claims are shadows, and what they mean is recorded all the same', () => {
    const past = under(shadowing);
    past.when(to.assign('B2', 'T2')).then(assigned('B2', 'T2', { shadow: true }));
    past.when(to.hold('H2', 'B2', 'T2')).then(held('H2', 'T2', { shadow: true }));
    past
      .when(to.block('K2', 'T2', from('19:00', '20:00')))
      .then(blocked('K2', 'T2', { shadow: true }));
  });

  test('a conflict is accepted, reported and warned of', () => {
    const outcome = under(shadowing).when(to.assign('B2', 'T1'));
    outcome.warning('TABLE_CONFLICT');
    outcome.then(
      conflictObserved('T1', {
        bookingId: idOf('B2'),
        blockers: [{ kind: 'assignment', bookingId: idOf('B1'), shadow: false }],
      }),
      assigned('B2', 'T1', { shadow: true }),
    );
  });

  test('a shadow blocks nobody later, and is told as a warning', () => {
    const outcome = given(
      ...Object.entries(shadowing).map(([flag, value]) => to.flip(flag, value)),
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', true),
    ).when(to.assign('B2', 'T1'));
    outcome.warning('TABLE_CONFLICT');
    outcome.then(assigned('B2', 'T1', { shadow: false }));
  });

  test('a booking that is assigned anew afterwards is guarded from then on', () =>
    given(
      to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', false),
      B1,
      to.assign('B1', 'T1'),
      to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', true),
    )
      .when(to.assign('B1', 'T1'))
      .then(assigned('B1', 'T1', { shadow: false, previous: { shadow: true } })));
});

describe('while live writes are on and assignments are not atomic', () => {
  test('what overlaps a guarded claim is a shadow, and everything else is guarded', () => {
    under(observing)
      .when(to.assign('B2', 'T1'))
      .then(conflictObserved('T1'), assigned('B2', 'T1', { shadow: true }));
    under(observing)
      .when(to.assign('B2', 'T2'))
      .then(assigned('B2', 'T2', { shadow: false }));
  });

  test('holds, blocks, moves and swaps observe too', () => {
    const past = under(observing);
    past
      .when(to.hold('H2', 'B2', 'T1'))
      .then(conflictObserved('T1', { holdId: idOf('H2') }), held('H2', 'T1', { shadow: true }));
    past
      .when(to.block('K2', 'T1', from('19:00', '20:00')))
      .then(conflictObserved('T1', { blockId: idOf('K2') }), blocked('K2', 'T1', { shadow: true }));
    given(
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.assign('B2', 'T2'),
      to.flip('FEATURE_RPC_ASSIGN_ATOMIC', false),
    )
      .when(to.move('B2', 'T1'))
      .then(conflictObserved('T1'), moved('B2', 'T2', 'T1'));
  });

  test('a booking whose time changes follows as a shadow, and an undone no-show too', () => {
    const crowd = [B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T1', from('21:00', '23:00'))];
    const flip = to.flip('FEATURE_RPC_ASSIGN_ATOMIC', false);
    const outcome = given(...crowd, flip).when(
      to.register('B1', { startsAt: from('21:00', '22:00').start }),
    );
    outcome.warning('TABLE_CONFLICT');
    expect(outcome.event('BookingMoved').to.shadow).toBe(true);
    given(B1, B2, to.assign('B1', 'T1'), to.setStatus('B1', 'no_show'), to.assign('B2', 'T1'), flip)
      .when(to.setStatus('B1', 'checked_in'))
      .then(
        statusChanged('B1', 'no_show', 'checked_in'),
        conflictObserved('T1'),
        assigned('B1', 'T1', { shadow: true, method: 'restored' }),
      );
  });

  test('two that share a table may swap it, as shadows', () =>
    given(
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.flip('FEATURE_RPC_ASSIGN_ATOMIC', false),
      to.assign('B2', 'T1'),
    )
      .when(to.swap('B1', 'B2'))
      .then(
        conflictObserved('T1', { bookingId: idOf('B1') }),
        conflictObserved('T1', { bookingId: idOf('B2') }),
        swapped('B1 gets T1', 'B2 gets T1', { shadow: true }),
      ));

  test('the selector still avoids what is taken, guarded or not', () =>
    given(B1, B2, to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', false), to.assign('B1', 'T1'))
      .when(to.assignBest('B2'))
      .then(assigned('B2', 'T2')));
});

describe('the ops manual route', () => {
  const off = { FEATURE_ASSIGN_ATOMIC: false };

  test('observes while its own flag is off, and nobody else does', () => {
    under(off)
      .when(to.byOps(to.assign('B2', 'T1')))
      .then(conflictObserved('T1'), assigned('B2', 'T1', { shadow: true }));
    under(off).when(to.assign('B2', 'T1')).refused('TABLE_CONFLICT');
  });

  test('refuses with it on', () =>
    under({})
      .when(to.byOps(to.assign('B2', 'T1')))
      .refused('TABLE_CONFLICT'));

  test('cannot enforce what the others do not', () =>
    under({ ...observing, FEATURE_ASSIGN_ATOMIC: true })
      .when(to.byOps(to.assign('B2', 'T1')))
      .then(conflictObserved('T1'), assigned('B2', 'T1')));
});

describe.each(FLAG_COMBINATIONS)('with %s on', (_names, flags) => {
  const writes = flags.FEATURE_ALLOCATIONS_DUAL_WRITE;
  const atomic = writes && flags.FEATURE_RPC_ASSIGN_ATOMIC;

  test('a free table is assigned', () =>
    under(flags)
      .when(to.assign('B2', 'T2'))
      .then(assigned('B2', 'T2', { shadow: !writes })));

  for (const route of ['any', 'ops'] as const) {
    test(`a taken one is refused or observed, by ${route} route`, () => {
      const command = route === 'ops' ? to.byOps(to.assign('B2', 'T1')) : to.assign('B2', 'T1');
      const outcome = under(flags).when(command);
      if (atomic && (route === 'any' || flags.FEATURE_ASSIGN_ATOMIC))
        outcome.refused('TABLE_CONFLICT');
      else outcome.then(conflictObserved('T1'), assigned('B2', 'T1', { shadow: true }));
    });
  }

  test('tables apart are refused, warned of, or not joined at all', () => {
    const outcome = under(flags).when(to.assign('B4', ['T2', 'T4']));
    const adjacency = flags.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY;
    if (!flags.FEATURE_ALLOCATOR_MERGES_ENABLED) {
      outcome.failing('merges MERGES_DISABLED', ...(adjacency ? ['adjacency NOT_ADJACENT'] : []));
    } else if (adjacency) outcome.failing('adjacency NOT_ADJACENT');
    else outcome.warning('NOT_ADJACENT');
  });

  test('the selector joins tables or not', () => {
    const twelve = to.register('C1', { partySize: 12 });
    const flips = Object.entries(flags).map(([flag, value]) => to.flip(flag, value));
    const apart = to.block('K1', 'T4', from('18:00', '22:00'));
    const outcome = given(twelve, apart, ...flips).when(to.assignBest('C1'));
    const { FEATURE_ALLOCATOR_MERGES_ENABLED: merges } = flags;
    if (merges && !flags.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY) {
      outcome.then(assigned('C1', 'T3 T5'));
    } else outcome.refused('NO_TABLES_FIT');
  });
});

describe('flags from the environment', () => {
  test('bind as those that are set', () => {
    given(B1, B2, to.assign('B1', 'T1'))
      .under(OBSERVING)
      .when(to.assign('B2', 'T1'))
      .then(conflictObserved('T1'), assigned('B2', 'T1', { shadow: true }));
  });
});
