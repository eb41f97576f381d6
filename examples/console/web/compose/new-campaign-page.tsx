import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Notice } from '../parts/notice.js';
import { Notification } from '../parts/notification.js';
import { Page } from '../parts/page.js';
import { firstWhen, type When } from '../schedule/when.js';
import { WhenField } from '../schedule/when-field.js';
import { firstAudience } from './audience.js';
import { AudienceField } from './audience-field.js';
import type { Draft } from './draft.js';
import { TextField } from './text-field.js';
import { useCreation } from './use-creation.js';
import '../parts/card.css';
import './new-campaign-page.css';

const verbs: Record<When['kind'], string> = {
  now: 'Send now',
  later: 'Schedule',
  draft: 'Save draft',
};

/** A form for a campaign, and beside it what will be on the recipients' screens. */
export const NewCampaignPage = () => {
  const [draft, setDraft] = useState<Draft>(() => ({
    title: '',
    body: '',
    audience: firstAudience,
    when: firstWhen(),
  }));
  const { submit, forgive, isPending, errors, refusal, failures } = useCreation(draft);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    forgive(part);
  };
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each failure, and not while what was wrong is being put right.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failures]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };

  return (
    <Page title="New campaign">
      <Link href="/" className="way-back">
        All campaigns
      </Link>
      <header>
        <h1>New campaign</h1>
      </header>
      <div className="compose">
        <form className="card" ref={form} onSubmit={onSubmit} noValidate aria-busy={isPending}>
          {refusal && <Notice tone="bad" title={refusal.message} />}
          <TextField
            label="Title"
            value={draft.title}
            onChange={(title) => change({ title })}
            lengthMax={200}
            error={errors.title[0]}
          />
          <TextField
            label="Message"
            value={draft.body}
            onChange={(body) => change({ body })}
            lengthMax={2_000}
            rows={4}
            error={errors.body[0]}
          />
          <AudienceField
            audience={draft.audience}
            onChange={(audience) => change({ audience })}
            errors={errors.audience}
          />
          <WhenField
            when={draft.when}
            onChange={(when) => change({ when })}
            kinds={['now', 'later', 'draft']}
            error={errors.when[0]}
          />
          <footer>
            <Link href="/" className="button">
              Discard
            </Link>
            <button type="submit" className="button" data-kind="primary" aria-disabled={isPending}>
              {isPending && <span className="spinner" />}
              {verbs[draft.when.kind]}
            </button>
          </footer>
        </form>
        <aside aria-label="Preview">
          <h2>Preview</h2>
          <Notification
            title={draft.title || 'Title'}
            body={draft.body || 'The message, as it comes up on a screen.'}
          />
        </aside>
      </div>
    </Page>
  );
};
