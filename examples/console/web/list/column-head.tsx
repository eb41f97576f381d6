import type { Choice, SortKey } from './choice.js';

interface ColumnHeadProps {
  readonly sortKey: SortKey;
  readonly label: string;
  readonly choice: Choice;
  readonly onSort: (order: Pick<Choice, 'sort' | 'isDescending'>) => void;
}

/** What comes after a press: rising, falling, and then the list's own order again. */
const nextOrder = (key: SortKey, { sort, isDescending }: Choice) => {
  if (sort !== key) return { sort: key, isDescending: false };
  return { sort: isDescending ? undefined : key, isDescending: !isDescending };
};

/** The head of a column, which sorts by it. */
export const ColumnHead = ({ sortKey, label, choice, onSort }: ColumnHeadProps) => {
  const isSorted = choice.sort === sortKey;
  const order = choice.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" data-column={sortKey} aria-sort={isSorted ? order : undefined}>
      <button type="button" onClick={() => onSort(nextOrder(sortKey, choice))}>
        {label}
        <span aria-hidden="true">{isSorted ? (choice.isDescending ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  );
};
