import { useState } from 'react';
import { Button } from '../ui/Button.js';
import { signIn } from './session.js';
import { readToken } from './token.js';
import './SignIn.css';

/** Asks for a token, and says whose it is before it is used. */
export function SignIn({ reason }: { readonly reason: string | null }) {
  const [token, setToken] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const claims = readToken(token.trim());
  return (
    <main className="sign-in">
      <h1>Allocator console</h1>
      <p>
        Paste an access token. <code>npm start</code> prints an address with one in it;{' '}
        <code>npm run -s allocator -- token --role staff --venues &apos;*&apos;</code> makes one.
      </p>
      {(refusal ?? reason) !== null && (
        <p className="sign-in-refusal" role="alert">
          {refusal ?? reason}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setRefusal(signIn(token));
        }}
      >
        <label htmlFor="token">Access token</label>
        <textarea
          id="token"
          rows={5}
          spellCheck={false}
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        {claims !== null && (
          <p className="sign-in-claims">
            It is <strong>{claims.subject}</strong>’s, with the role{' '}
            <strong>{claims.roles.join(', ') || 'none'}</strong>, for{' '}
            {claims.venues === '*' ? 'every venue' : `${claims.venues.length} venue(s)`}
            {claims.expiresAtMs === null
              ? '.'
              : `, until ${new Date(claims.expiresAtMs).toLocaleString()}.`}
          </p>
        )}
        <Button
          kind="primary"
          type="submit"
          why={token.trim() === '' ? 'Paste a token first' : null}
        >
          Sign in
        </Button>
      </form>
      <p className="quiet">
        Staff see the timeline and the floor, operators the operations pages as well. The token
        stays in this tab and is forgotten with it.
      </p>
    </main>
  );
}
