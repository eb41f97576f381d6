import { type FocusEvent, Fragment, type KeyboardEvent, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { CampaignRow } from '../../api.js';
import { CampaignTableRow } from './campaign-table-row.js';
import type { Choice } from './choice.js';
import { ColumnHead } from './column-head.js';
import { rowAfterKey } from './row-keys.js';
import { useVirtualRows } from './use-virtual-rows.js';
import './campaign-table.css';

interface CampaignTableProps {
  readonly rows: readonly CampaignRow[];
  readonly choice: Choice;
  readonly onSort: (order: Pick<Choice, 'sort' | 'isDescending'>) => void;
  readonly focusedId: string | undefined;
  readonly onFocus: (id: string) => void;
  /** The focus is in no row any more. */
  readonly onLeave: () => void;
}

const Gap = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tr className="gap" style={{ height }}>
      <td colSpan={5} />
    </tr>
  );

/** The campaigns, of which only those on the screen are drawn. The arrow keys lead from row to row. */
export const CampaignTable = (props: CampaignTableProps) => {
  const { rows, choice, onSort, focusedId, onFocus, onLeave } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const focusedIndex = rows.findIndex(({ id }) => id === focusedId);
  const { drawn, restHeight, scrollTo } = useVirtualRows(rows, body, focusedIndex);
  const activeIndex = Math.max(0, focusedIndex);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    const next = isInDialog ? undefined : rowAfterKey(event.key, activeIndex, rows.length);
    const campaign = next === undefined ? undefined : rows[next];
    if (next === undefined || !campaign) return;
    event.preventDefault();
    scrollTo(next);
    // The row with the focus is always drawn, wherever it is. At once, because the next key that is
    // pressed is about that row.
    flushSync(() => onFocus(campaign.id));
    const row = body.current?.querySelector(`tr[data-id="${CSS.escape(campaign.id)}"]`);
    row?.querySelector('a')?.focus({ preventScroll: true });
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    // Who only looks at another window finds the focus where it was.
    if (document.hasFocus() && !body.current?.contains(relatedTarget)) onLeave();
  };

  const head = { choice, onSort };
  return (
    <table className="campaign-table" aria-rowcount={rows.length + 1}>
      <caption className="unseen">
        Campaigns. The arrow keys lead from row to row, the tab key to the button of a row.
      </caption>
      <thead>
        <tr aria-rowindex={1}>
          <ColumnHead sortKey="name" label="Name" {...head} />
          <ColumnHead sortKey="status" label="Status" {...head} />
          <ColumnHead sortKey="audience" label="Audience" {...head} />
          <ColumnHead sortKey="progress" label="Progress" {...head} />
          <th scope="col" data-column="stop">
            <span className="unseen">Cancel</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown} onBlur={onBlur}>
        {drawn.map(({ campaign, index, gap }) => (
          <Fragment key={campaign.id}>
            <Gap height={gap} />
            <CampaignTableRow
              campaign={campaign}
              index={index}
              isActive={index === activeIndex}
              onFocus={onFocus}
            />
          </Fragment>
        ))}
        <Gap height={restHeight} />
      </tbody>
    </table>
  );
};
