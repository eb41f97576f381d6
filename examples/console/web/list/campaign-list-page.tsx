import { useQuery } from '@tanstack/react-query';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { campaignList } from '../live/campaign-queries.js';
import { Notice } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { CampaignTable } from './campaign-table.js';
import { type Choice, choiceOf, chosenRows, queryOf } from './choice.js';
import { EmptyList } from './empty-list.js';
import { StatusFilter } from './status-filter.js';

const everything: Choice = { status: undefined, sort: undefined, isDescending: false, find: '' };

/** All campaigns, live. */
export const CampaignListPage = () => {
  const { data, error, refetch } = useQuery(campaignList);
  const [query, setQuery] = useSearchParams();
  const [focusedId, setFocusedId] = useState<string>();
  const [isFocusInside, setFocusInside] = useState(false);
  const choice = useMemo(() => choiceOf(query), [query]);
  const choose = (change: Partial<Choice>) => {
    setFocusedId(undefined);
    setFocusInside(false);
    setQuery(queryOf({ ...choice, ...change }), { replace: true });
  };
  // Typing and scrolling come before a list of thousands that is sorted again.
  const list = useDeferredValue(data);
  const keptId = isFocusInside ? focusedId : undefined;
  const rows = useMemo(() => list && chosenRows(list, choice, keptId), [list, choice, keptId]);
  const onFocus = useCallback((id: string) => {
    setFocusedId(id);
    setFocusInside(true);
  }, []);

  return (
    <Page title="All">
      <header>
        <h1>Campaigns</h1>
      </header>
      <div className="list-tools">
        <StatusFilter
          list={list}
          chosen={choice.status}
          onChoose={(status) => choose({ status })}
        />
        <input
          className="input"
          type="search"
          aria-label="Find by name"
          placeholder="Find by name"
          value={choice.find}
          onChange={(event) => choose({ find: event.target.value })}
        />
      </div>
      {error && !rows && (
        <Notice
          tone="bad"
          title={error.message}
          action={
            <button type="button" className="button" onClick={() => void refetch()}>
              Try again
            </button>
          }
        >
          The campaigns could not be read. Nothing has happened to them.
        </Notice>
      )}
      {!rows && !error && <div className="skeleton" aria-busy="true" />}
      {rows && rows.length === 0 && (
        <EmptyList hasCampaigns={(list?.size ?? 0) > 0} onShowAll={() => choose(everything)} />
      )}
      {rows && rows.length > 0 && (
        <CampaignTable
          rows={rows}
          choice={choice}
          onSort={choose}
          focusedId={focusedId}
          onFocus={onFocus}
          onLeave={() => setFocusInside(false)}
        />
      )}
    </Page>
  );
};
