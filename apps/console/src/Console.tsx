import { Router } from 'wouter';
import { LiveEvents } from './live/LiveEvents.js';
import { SignIn } from './session/SignIn.js';
import { useSession } from './session/session.js';
import { DeadEnd } from './shell/DeadEnd.js';
import { pagesOf } from './shell/pages.js';
import { Shell } from './shell/Shell.js';
import { WorkplaceProvider } from './shell/workplace.js';
import { NoticesProvider } from './ui/notices.js';

/** The whole application: whoever has a token works, whoever has none is asked for one. */
export function Console() {
  const session = useSession();
  if (session.status !== 'signed-in') return <SignIn reason={session.reason} />;
  const [first, ...others] = pagesOf(session);
  // Before anything is read with it: a token without a page may not read the venues either.
  if (first === undefined) {
    return (
      <DeadEnd title="Nothing to see with this token">
        The console is for staff, operators and analysts. Sign in with a token of one of these
        roles; what this one is for goes by the API.
      </DeadEnd>
    );
  }
  return (
    <Router base="/console">
      <NoticesProvider>
        <WorkplaceProvider>
          <LiveEvents>
            <Shell pages={[first, ...others]} />
          </LiveEvents>
        </WorkplaceProvider>
      </NoticesProvider>
    </Router>
  );
}
