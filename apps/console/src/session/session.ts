import { useSyncExternalStore } from 'react';
import type { ActorKind } from '#contracts';
import { actorKindOf, readToken } from './token.js';
import type { Claims, Role } from './token.js';

/** Who works at this page. It lives as long as the tab. */
export type Session =
  | { readonly status: 'signed-out'; readonly reason: string | null }
  | (Claims & {
      readonly status: 'signed-in';
      readonly token: string;
      readonly actorKind: ActorKind;
    });

type SignedIn = Extract<Session, { status: 'signed-in' }>;

const STORED = 'allocator.token';
const listeners = new Set<() => void>();
let current: Session = begin();
let expiry: number | undefined;
watchExpiry();
// The address with a token in it, opened where the page is open already, loads nothing.
window.addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) become(begin());
});

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** The session of a page that is only shown to people who are signed in. */
export function useSignedIn(): SignedIn {
  const session = useSession();
  if (session.status !== 'signed-in') throw new Error('nobody is signed in');
  return session;
}

export function sessionNow(): SignedIn {
  if (current.status !== 'signed-in') throw new Error('nobody is signed in');
  return current;
}

export function tokenNow(): string {
  return current.status === 'signed-in' ? current.token : '';
}

/** `admin` may do what anybody may. */
export function mayAct(session: Claims, ...roles: readonly Role[]): boolean {
  return session.roles.some((role) => role === 'admin' || roles.includes(role));
}

/** Null when it worked, else what is wrong with the token, for the person who pasted it. */
export function signIn(token: string): string | null {
  const next = sessionOf(token.trim().replace(/^Bearer\s+/i, ''));
  if (next.status === 'signed-out') return next.reason;
  sessionStorage.setItem(STORED, next.token);
  become(next);
  return null;
}

export function signOut(reason: string | null = null): void {
  sessionStorage.removeItem(STORED);
  if (current.status === 'signed-in') become({ status: 'signed-out', reason });
}

function become(next: Session): void {
  current = next;
  watchExpiry();
  for (const listener of listeners) listener();
}

/** A token in the address is taken once and leaves the address bar before anybody copies it. */
function begin(): Session {
  const fragment = new URLSearchParams(location.hash.slice(1)).get('token');
  if (fragment !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    sessionStorage.setItem(STORED, fragment);
  }
  const stored = sessionStorage.getItem(STORED);
  return stored === null ? { status: 'signed-out', reason: null } : sessionOf(stored);
}

function sessionOf(token: string): Session {
  const claims = readToken(token);
  if (claims === null) {
    return { status: 'signed-out', reason: 'This is not a token: it has three parts with dots.' };
  }
  if (claims.expiresAtMs !== null && claims.expiresAtMs <= Date.now()) {
    return { status: 'signed-out', reason: 'This token has expired.' };
  }
  return { ...claims, status: 'signed-in', token, actorKind: actorKindOf(claims) };
}

/** Long timers overflow, so a far end is looked at again once a day. */
function watchExpiry(): void {
  window.clearTimeout(expiry);
  if (current.status !== 'signed-in' || current.expiresAtMs === null) return;
  const leftMs = current.expiresAtMs - Date.now();
  expiry = window.setTimeout(
    () => (leftMs > 86_400_000 ? watchExpiry() : signOut('The token has expired.')),
    Math.min(leftMs, 86_400_000),
  );
}
