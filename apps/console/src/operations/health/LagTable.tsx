import type { LagView } from '#contracts';
import { roughly } from '../../time/venue-time.js';
import { Badge } from '../../ui/Badge.js';
import { amount } from './alert-words.js';

const READERS: { readonly [name: string]: { readonly title: string; readonly what: string } } = {
  relay: { title: 'Relay', what: 'brings the log to Kafka' },
  telemetry: { title: 'Telemetry', what: 'what operators and analysts query' },
  mirror: { title: 'Mirror', what: 'the tables, made from the stream once more' },
};

/** Longer than a busy moment takes. */
const LATE_SECONDS = 60;

/** How far behind the log each of its readers is. */
export function LagTable({ lag: { readers } }: { readonly lag: LagView }) {
  return (
    <div className="grid-frame">
      <table className="grid">
        <caption className="spoken">How far behind the log its readers are</caption>
        <thead>
          <tr>
            <th scope="col">Reader</th>
            <th scope="col">State</th>
            <th scope="col" className="count">
              Events to go
            </th>
            <th scope="col" className="count">
              Oldest waits
            </th>
          </tr>
        </thead>
        <tbody>
          {readers.map(({ name, events, seconds }) => (
            <tr key={name}>
              <th scope="row">
                {READERS[name]?.title ?? name}
                <span className="reader-what small quiet">{READERS[name]?.what}</span>
              </th>
              <td>
                <Badge
                  verdict={events === 0 ? 'pass' : seconds > LATE_SECONDS ? 'error' : 'warning'}
                >
                  {events === 0 ? 'Up to date' : seconds > LATE_SECONDS ? 'Behind' : 'Catching up'}
                </Badge>
              </td>
              <td className="count">{amount(events)}</td>
              <td className="count">{events === 0 ? '–' : roughly(seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
