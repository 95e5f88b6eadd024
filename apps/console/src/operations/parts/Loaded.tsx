import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { explain } from './explain.js';

/** What an answer looks like, while it comes, when it does not, and when it is there. */
export function Loaded<T>({
  query,
  label,
  rows = 5,
  children,
}: {
  readonly query: UseQueryResult<T>;
  /** What is being read. */
  readonly label: string;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && (
        <div className="trouble" role="alert">
          <p>
            {explain(error)}
            {data !== undefined && ' What is shown below is what was known before.'}
          </p>
          <Button onClick={() => void refetch()}>Try again</Button>
        </div>
      )}
      {data === undefined && error === null && <Skeleton rows={rows} label={label} />}
      {data !== undefined && children(data)}
    </>
  );
}
