import { Button } from '../ui/Button.js';
import { ZOOMS } from './axis.js';

export interface ToolbarProps {
  readonly zoom: number;
  readonly onZoom: (pxPerMinute: number) => void;
  readonly onNow: () => void;
}

export function Toolbar({ zoom, onZoom, onNow }: ToolbarProps) {
  const at = ZOOMS.findIndex((one) => one === zoom);
  return (
    <div className="toolbar">
      <Button onClick={onNow}>Now</Button>
      <Button
        aria-label="Show more time"
        why={at === 0 ? 'The whole day is in view' : null}
        onClick={() => onZoom(ZOOMS[at - 1] ?? zoom)}
      >
        −
      </Button>
      <Button
        aria-label="Show more detail"
        why={at === ZOOMS.length - 1 ? 'This is as close as it gets' : null}
        onClick={() => onZoom(ZOOMS[at + 1] ?? zoom)}
      >
        +
      </Button>
    </div>
  );
}
