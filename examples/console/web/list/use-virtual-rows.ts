import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { CampaignRow } from '../../api.js';

/** As in campaign-table.css. */
const rowHeight = 64;
/** The bar and the table's head, under which no row may hide. */
const headHeight = 100;

/** One of the rows that are drawn, and the height of those above it that are not. */
export interface DrawnRow {
  readonly campaign: CampaignRow;
  readonly index: number;
  readonly gap: number;
}

/** The few rows of thousands that are to be drawn: those on the screen, and the one with the focus. */
export const useVirtualRows = (
  rows: readonly CampaignRow[],
  body: RefObject<HTMLElement | null>,
  activeIndex: number,
) => {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + scrollY);
  }, [body]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
    scrollMargin: top,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      const isElsewhere = activeIndex >= 0 && !seen.includes(activeIndex);
      return isElsewhere ? [...seen, activeIndex].sort((a, b) => a - b) : seen;
    },
  });
  let end = 0;
  const drawn = virtualizer.getVirtualItems().flatMap(({ index }): DrawnRow[] => {
    const campaign = rows[index];
    if (!campaign) return [];
    const gap = index * rowHeight - end;
    end = (index + 1) * rowHeight;
    return [{ campaign, index, gap }];
  });
  return {
    drawn,
    restHeight: rows.length * rowHeight - end,
    scrollTo: (index: number) => virtualizer.scrollToIndex(index),
  };
};
