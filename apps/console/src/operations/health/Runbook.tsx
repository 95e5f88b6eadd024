import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { sectionOf } from './runbook-section.js';

/** The project's runbooks, each a chunk that is fetched when it is first opened. */
const RUNBOOKS = import.meta.glob<string>('../../../../../docs/runbooks/*.md', {
  query: '?raw',
  import: 'default',
});

/** A section of a runbook, so that nobody has to look for it at 3 a.m. */
export function Runbook({
  address,
  onClose,
}: {
  /** `docs/runbooks/incidents.md#lock-contention` */
  readonly address: string;
  readonly onClose: () => void;
}) {
  const [path = '', anchor = ''] = address.split('#');
  const text = useQuery({
    queryKey: ['runbook', path],
    queryFn: () => RUNBOOKS[`../../../../../${path}`]?.() ?? null,
  });
  const section = text.data == null ? null : sectionOf(text.data, anchor);
  return (
    <Dialog title={section?.title ?? 'Runbook'} onClose={onClose}>
      {text.isPending && <Skeleton rows={6} label="Reading the runbook" />}
      {section?.blocks.map((block, i) => (
        <Block key={i} kind={block.kind}>
          {block.text}
        </Block>
      ))}
      <p className="small quiet">
        {section === null && !text.isPending && 'It is not part of this build. '}
        In the project: <code>{address}</code>
      </p>
    </Dialog>
  );
}

function Block({
  kind,
  children,
}: {
  readonly kind: 'code' | 'heading' | 'text';
  readonly children: ReactNode;
}) {
  if (kind === 'heading') return <h3>{children}</h3>;
  if (kind === 'text') return <p className="runbook-text">{children}</p>;
  return (
    <pre className="runbook-code" tabIndex={0}>
      {children}
    </pre>
  );
}
