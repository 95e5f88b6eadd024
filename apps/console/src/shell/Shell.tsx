import { Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { Skeleton } from '../ui/Skeleton.js';
import { Header } from './Header.js';
import { PageFault } from './PageFault.js';
import type { Page } from './pages.js';
import { useWorkplace } from './workplace.js';
import './Shell.css';

/** The frame around every page that the person may open; any other address leads to the first. */
export function Shell({ pages }: { readonly pages: readonly [Page, ...Page[]] }) {
  const { venueId } = useWorkplace();
  const [first] = pages;
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <Header pages={pages} />
      <main id="page" tabIndex={-1}>
        {/* Nothing that was opened or chosen in one venue is left on another's page. */}
        <PageFault key={venueId}>
          <Suspense fallback={<Skeleton rows={12} label="Opening the page" />}>
            <Switch>
              {pages.map(({ path, below = '', view: View }) => (
                <Route key={path} path={`${path}${below}`}>
                  <View />
                </Route>
              ))}
              <Route>
                <Redirect to={first.path} replace />
              </Route>
            </Switch>
          </Suspense>
        </PageFault>
      </main>
    </div>
  );
}
