import { useId } from 'react';
import { formatForInput } from '../parts/moments.js';
import type { When } from './when.js';
import '../parts/field.css';
import '../parts/choice.css';

interface WhenFieldProps {
  readonly when: When;
  readonly onChange: (when: When) => void;
  readonly kinds: readonly When['kind'][];
  readonly error: string | undefined;
}

const labels: Record<When['kind'], string> = { now: 'Now', later: 'Later', draft: 'Keep as draft' };

/** When to send. */
export const WhenField = ({ when, onChange, kinds, error }: WhenFieldProps) => {
  const id = useId();
  return (
    <fieldset className="field">
      <legend>When</legend>
      <div className="choice">
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name={id}
              checked={when.kind === kind}
              onChange={() => onChange({ ...when, kind })}
            />
            {labels[kind]}
          </label>
        ))}
      </div>
      {when.kind === 'later' && (
        <input
          type="datetime-local"
          className="input"
          aria-label="Day and time"
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-error`}
          min={formatForInput(Date.now())}
          value={when.at}
          onChange={(event) => onChange({ ...when, at: event.target.value })}
        />
      )}
      {error && (
        <small data-error id={`${id}-error`}>
          {error}
        </small>
      )}
    </fieldset>
  );
};
