import { useId } from 'react';
import { formatCount } from '../parts/numbers.js';
import '../parts/field.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly lengthMax: number;
  readonly rows?: number;
  readonly error: string | undefined;
}

/** A text with a name, a limit, and what is wrong with it. */
export const TextField = ({ label, value, onChange, lengthMax, rows, error }: TextFieldProps) => {
  const id = useId();
  const shared = {
    id,
    className: 'input',
    dir: 'auto',
    maxLength: lengthMax,
    value,
    'aria-invalid': error !== undefined,
    'aria-describedby': `${id}-note`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {error === undefined ? (
        <small id={`${id}-note`} className="number">
          {formatCount(value.length)} of {formatCount(lengthMax)} characters
        </small>
      ) : (
        <small id={`${id}-note`} data-error>
          {error}
        </small>
      )}
    </div>
  );
};
