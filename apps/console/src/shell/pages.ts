import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { mayAct } from '../session/session.js';
import type { Claims, Role } from '../session/token.js';

export interface Page {
  readonly path: string;
  /** What else lies below the path: a pattern for the router. */
  readonly below?: string;
  readonly label: string;
  /** Who sees it; `admin` sees all. */
  readonly roles: readonly Role[];
  readonly view: LazyExoticComponent<ComponentType>;
}

/** What somebody may open, first that which they begin at; none for who works by program only. */
export function pagesOf(claims: Claims): readonly Page[] {
  return PAGES.filter(({ roles }) => mayAct(claims, ...roles));
}

/** Each page is a chunk of its own, fetched when it is first opened. */
const PAGES: readonly Page[] = [
  {
    path: '/',
    label: 'Timeline',
    roles: ['staff'],
    view: lazy(() => import('../timeline/TimelinePage.js')),
  },
  {
    path: '/floor',
    label: 'Floor',
    roles: ['staff'],
    view: lazy(() => import('../floor/FloorPage.js')),
  },
  {
    path: '/assign',
    below: '/:bookingId?',
    label: 'Assign',
    roles: ['staff'],
    view: lazy(() => import('../assigning/AssignPage.js')),
  },
  {
    path: '/health',
    label: 'Health',
    roles: ['operator'],
    view: lazy(() => import('../operations/HealthPage.js')),
  },
  {
    path: '/holds',
    label: 'Holds',
    roles: ['operator', 'staff'],
    view: lazy(() => import('../operations/HoldsPage.js')),
  },
  {
    path: '/demand',
    label: 'Demand',
    roles: ['operator', 'analyst'],
    view: lazy(() => import('../operations/DemandPage.js')),
  },
  {
    path: '/replays',
    label: 'Replays',
    roles: ['operator'],
    view: lazy(() => import('../operations/ReplaysPage.js')),
  },
  {
    path: '/parked',
    label: 'Parked',
    roles: ['operator'],
    view: lazy(() => import('../operations/ParkedPage.js')),
  },
  {
    path: '/flags',
    label: 'Flags',
    roles: ['operator'],
    view: lazy(() => import('../operations/FlagsPage.js')),
  },
  {
    path: '/history',
    label: 'History',
    roles: ['operator', 'staff', 'analyst'],
    view: lazy(() => import('../operations/HistoryPage.js')),
  },
];
