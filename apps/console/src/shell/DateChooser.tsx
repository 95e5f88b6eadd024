import { addDays, weekdayOf } from '../time/service-day.js';
import { Button } from '../ui/Button.js';
import { useWorkplace } from './workplace.js';

/** The service day: the evening keeps its date past midnight. */
export function DateChooser() {
  const { date, today, chooseDate } = useWorkplace();
  const show = (next: string): void => chooseDate(next === today ? null : next);
  return (
    <div className="header-date" role="group" aria-label="Service day">
      <Button kind="quiet" aria-label="The day before" onClick={() => show(addDays(date, -1))}>
        ‹
      </Button>
      <input
        type="date"
        lang="en-GB"
        aria-label="Service day"
        value={date}
        onChange={({ target }) => target.value !== '' && show(target.value)}
      />
      <span className="header-weekday">{weekdayOf(date)}</span>
      <Button kind="quiet" aria-label="The day after" onClick={() => show(addDays(date, 1))}>
        ›
      </Button>
      <Button
        kind="quiet"
        why={date === today ? 'This is the service day that is on' : null}
        onClick={() => chooseDate(null)}
      >
        Today
      </Button>
    </div>
  );
}
