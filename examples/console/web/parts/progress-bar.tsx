import { formatShare } from './numbers.js';
import type { Progress } from './progress.js';
import './progress-bar.css';

const parts = ['sent', 'failed', 'inDoubt', 'skipped'] as const;

/** How far a campaign is: what became of its recipients, side by side. */
export const ProgressBar = ({ of: progress }: { readonly of: Progress }) => {
  const { audience, handedOver } = progress;
  let end = 0;
  const segments = parts.map((part) => {
    const start = end;
    const share = audience === 0 ? 0 : progress[part] / audience;
    end += share;
    // Moved and stretched, never laid out again: ten times a second for every row that is on the screen.
    const transform = `translateX(${start * 100}%) scaleX(${share})`;
    return <i key={part} data-part={part} style={{ transform }} />;
  });
  return (
    <div
      className="progress-bar"
      role="progressbar"
      aria-label="Handed over"
      aria-valuemin={0}
      aria-valuemax={Math.max(1, audience)}
      aria-valuenow={handedOver}
      aria-valuetext={formatShare(handedOver, audience)}
    >
      {segments}
    </div>
  );
};
