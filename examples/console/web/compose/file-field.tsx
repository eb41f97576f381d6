import { type DragEvent, useId, useState } from 'react';
import { plural } from '../parts/numbers.js';
import { type FilePreview, readFilePreview } from './file-preview.js';
import './file-field.css';

interface FileFieldProps {
  readonly file: FilePreview | undefined;
  readonly onFile: (file: FilePreview | undefined) => void;
  readonly isInvalid: boolean;
}

/** Takes a file of push subscriptions, chosen or dropped, and shows what is in it. */
export const FileField = ({ file, onFile, isInvalid }: FileFieldProps) => {
  const id = useId();
  const [trouble, setTrouble] = useState<string>();
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      onFile(await readFilePreview(chosen));
      setTrouble(undefined);
    } catch (error) {
      onFile(undefined);
      setTrouble((error as Error).message);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void read(event.dataTransfer.files[0]);
  };
  return (
    <div className="file-field">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the input inside is for everybody. */}
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
        <input
          id={id}
          type="file"
          accept=".csv,.json,text/csv,application/json"
          aria-label="File with push subscriptions"
          aria-invalid={isInvalid || trouble !== undefined}
          onChange={(event) => void read(event.target.files?.[0])}
        />
        <p className="muted">
          CSV with the columns endpoint, p256dh, auth, or a JSON array of push subscriptions. To try
          it out:{' '}
          <a href="/api/sample-audience?format=csv&size=100" download="audience.csv">
            a CSV
          </a>{' '}
          or{' '}
          <a href="/api/sample-audience?format=json&size=100" download="audience.json">
            a JSON file
          </a>{' '}
          with 100 subscribers.
        </p>
      </div>
      {trouble && (
        <small data-error role="alert">
          {trouble}
        </small>
      )}
      {file && (
        <div className="preview">
          <p>
            <strong className="number">{plural(file.count, 'subscription')}</strong> in{' '}
            <bdi>{file.name}</bdi>
          </p>
          <ol>
            {file.first.map((endpoint, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells two lines of a file apart.
              <li key={index}>{endpoint}</li>
            ))}
            {file.count > file.first.length && <li className="muted">…</li>}
          </ol>
        </div>
      )}
    </div>
  );
};
