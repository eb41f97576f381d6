import type { NewCampaign } from '../../api.js';
import type { Refusal } from '../live/refusal.js';
import { scheduleOf, type When, whenError } from '../schedule/when.js';
import { type Audience, audienceError, audienceOf } from './audience.js';

/** What the form holds. */
export interface Draft {
  readonly title: string;
  readonly body: string;
  readonly audience: Audience;
  readonly when: When;
}

/** The form's fields, and what is wrong with each. */
export type Errors = { readonly [Field in keyof Draft]: readonly string[] };

const required = (text: string, what: string): readonly string[] =>
  text.trim() === '' ? [`Write ${what}.`] : [];

const listed = (error: string | undefined): readonly string[] =>
  error === undefined ? [] : [error];

/** What can be said before the server is asked. */
export const errorsOf = ({ title, body, audience, when }: Draft): Errors => ({
  title: required(title, 'a title'),
  body: required(body, 'a message'),
  audience: listed(audienceError(audience)),
  when: listed(whenError(when)),
});

/** What the server says about the fields. */
export const errorsOfRefusal = ({ errors }: Refusal): Errors => {
  const under = (field: string) =>
    errors.filter(({ pointer }) => pointer.split('/')[1] === field).map(({ detail }) => detail);
  return {
    title: under('title'),
    body: under('body'),
    audience: under('audience'),
    when: under('schedule'),
  };
};

/** Is there nothing wrong? */
export const isFine = (errors: Errors): boolean =>
  Object.values(errors).every((each) => each.length === 0);

/** What to ask the server for. */
export const requestOf = ({ title, body, audience, when }: Draft): NewCampaign => {
  const schedule = scheduleOf(when);
  return { title, body, audience: audienceOf(audience), ...(schedule && { schedule }) };
};
