import { useId } from 'react';
import type { Audience } from './audience.js';
import { FileField } from './file-field.js';
import '../parts/field.css';
import '../parts/choice.css';

interface AudienceFieldProps {
  readonly audience: Audience;
  readonly onChange: (audience: Audience) => void;
  readonly errors: readonly string[];
}

const labels: Record<Audience['kind'], string> = {
  generated: 'Generated',
  file: 'From a file',
};

/** Who gets it: subscribers of the endpoint on this machine, or those in a file. */
export const AudienceField = ({ audience, onChange, errors }: AudienceFieldProps) => {
  const id = useId();
  const isInvalid = errors.length > 0;
  return (
    <fieldset className="field">
      <legend>Audience</legend>
      <div className="choice">
        {(['generated', 'file'] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name={id}
              checked={audience.kind === kind}
              onChange={() => onChange({ ...audience, kind })}
            />
            {labels[kind]}
          </label>
        ))}
      </div>
      {audience.kind === 'generated' ? (
        <>
          <input
            className="input number"
            inputMode="numeric"
            aria-label="Number of subscribers"
            aria-invalid={isInvalid}
            aria-describedby={`${id}-hint ${id}-error`}
            value={audience.size}
            onChange={(event) => onChange({ ...audience, size: event.target.value.trim() })}
          />
          <small id={`${id}-hint`}>
            Subscribers of a push endpoint on this machine, up to 1,000,000. The messages are really
            encrypted, signed and posted.
          </small>
        </>
      ) : (
        <FileField
          file={audience.file}
          onFile={(file) => onChange({ ...audience, file })}
          isInvalid={isInvalid}
        />
      )}
      <div id={`${id}-error`} className="errors">
        {errors.map((error) => (
          <small key={error} data-error>
            {error}
          </small>
        ))}
      </div>
    </fieldset>
  );
};
