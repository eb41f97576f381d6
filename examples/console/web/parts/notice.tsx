import type { ReactNode } from 'react';
import './notice.css';

interface NoticeProps {
  readonly tone: 'bad' | 'doubt' | 'plain';
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Something that a person has to know before reading on. */
export const Notice = ({ tone, title, children, action }: NoticeProps) => (
  <div className="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
    <div>
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
    {action}
  </div>
);
