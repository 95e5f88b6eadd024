import { Link, useLocation, useRoute, useSearch } from 'wouter';
import { signOut, useSignedIn } from '../session/session.js';
import { Button } from '../ui/Button.js';
import { ConnectionState } from './ConnectionState.js';
import { DateChooser } from './DateChooser.js';
import { VenueClock } from './VenueClock.js';
import { inOtherVenue } from './other-venue.js';
import type { Page } from './pages.js';
import { useWorkplace } from './workplace.js';

export function Header({ pages }: { readonly pages: readonly Page[] }) {
  const session = useSignedIn();
  return (
    <header className="header">
      <div className="header-place">
        <VenueChooser />
        <DateChooser />
        <VenueClock />
        <span className="header-gap" />
        <ConnectionState />
        <Button
          kind="quiet"
          onClick={() => signOut()}
          title={`Signed in as ${session.subject} (${session.roles.join(', ')})`}
        >
          Sign out
        </Button>
      </div>
      <nav aria-label="Pages" className="header-pages">
        {pages.map((page) => (
          <PageLink key={page.path} page={page} />
        ))}
      </nav>
    </header>
  );
}

function PageLink({ page: { path, below = '', label } }: { readonly page: Page }) {
  const [isHere] = useRoute(`${path}${below}`);
  return (
    <Link href={path} aria-current={isHere ? 'page' : undefined}>
      {label}
    </Link>
  );
}

function VenueChooser() {
  const { venues, venueId, venue, chooseVenue } = useWorkplace();
  const [path, goTo] = useLocation();
  const search = useSearch();
  if (venues.length < 2) return <strong className="header-venue">{venue.name}</strong>;
  return (
    <select
      className="header-venue"
      aria-label="Venue"
      value={venueId}
      onChange={({ target }) => {
        // First, or what the address names would lead back to its venue.
        goTo(inOtherVenue(path, search));
        chooseVenue(target.value);
      }}
    >
      {venues.map(({ venueId: id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
