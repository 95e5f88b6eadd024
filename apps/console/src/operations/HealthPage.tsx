import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertView, LagView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { Badge } from '../ui/Badge.js';
import { AlertCard } from './health/AlertCard.js';
import { byUrgency } from './health/alert-words.js';
import { LagTable } from './health/LagTable.js';
import { Runbook } from './health/Runbook.js';
import { Loaded } from './parts/Loaded.js';
import { OperationsPage } from './parts/OperationsPage.js';
import './health/health.css';

/** No event says that something has not happened, so these are looked at anew. */
const EVERY_MS = 5_000;

/** Is everything well, and if not, what to do first. */
export default function HealthPage() {
  const [runbook, setRunbook] = useState<string | null>(null);
  const alerts = useQuery({
    queryKey: keyOf('alerts', 'all'),
    queryFn: ({ signal }) => get<readonly AlertView[]>('/api/alerts', {}, signal),
    refetchInterval: EVERY_MS,
  });
  const lag = useQuery({
    queryKey: keyOf('lag', 'all'),
    queryFn: ({ signal }) => get<LagView>('/api/operator/lag', {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <OperationsPage
      title="Health"
      intro="What is watched, over all venues, and what to do when it is not well."
    >
      <Loaded query={alerts} label="Reading the alerts" rows={8}>
        {(all) => (
          <>
            <Summary alerts={all} />
            <ul className="cards">
              {[...all].sort(byUrgency).map((alert) => (
                <AlertCard key={alert.name} alert={alert} onRunbook={setRunbook} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <h2>Readers of the log</h2>
      <Loaded query={lag} label="Reading how far behind they are" rows={3}>
        {(known) => <LagTable lag={known} />}
      </Loaded>
      {runbook !== null && <Runbook address={runbook} onClose={() => setRunbook(null)} />}
    </OperationsPage>
  );
}

function Summary({ alerts }: { readonly alerts: readonly AlertView[] }) {
  const count = (state: AlertView['state']): number =>
    alerts.filter((alert) => alert.state === state).length;
  const [firing, pending, unknown] = [count('firing'), count('pending'), count('unknown')];
  return (
    <p className="health-summary" role="status">
      {firing > 0 && <Badge verdict="error">{firing} firing</Badge>}
      {pending > 0 && <Badge verdict="warning">{pending} pending</Badge>}
      {unknown > 0 && <Badge verdict="warning">{unknown} not known</Badge>}
      {firing + pending + unknown === 0 && <Badge verdict="pass">All is well</Badge>}
    </p>
  );
}
