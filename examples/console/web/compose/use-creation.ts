import { useState } from 'react';
import { useLocation } from 'wouter';
import { createAttempt } from '../live/attempt-key.js';
import { createCampaign } from '../live/commands.js';
import { type Refusal, refusalOf } from '../live/refusal.js';
import { type Draft, type Errors, errorsOf, errorsOfRefusal, isFine, requestOf } from './draft.js';

const nothing: Errors = { title: [], body: [], audience: [], when: [] };

/** Creates the campaign of a draft and goes to its report, or says what is wrong with it. */
export const useCreation = (draft: Draft) => {
  const [, goTo] = useLocation();
  const [isPending, setPending] = useState(false);
  const [errors, setErrors] = useState(nothing);
  const [refusal, setRefusal] = useState<Refusal>();
  const [failures, setFailures] = useState(0);
  const [attempt] = useState(createAttempt);

  const fail = (found: Errors, refused?: Refusal) => {
    setErrors(found);
    setRefusal(refused);
    setFailures((count) => count + 1);
  };
  const create = async () => {
    const request = requestOf(draft);
    setPending(true);
    try {
      const { id } = await createCampaign(request, attempt.keyFor(request));
      goTo(`/campaigns/${encodeURIComponent(id)}`);
    } catch (error) {
      setPending(false);
      const refused = refusalOf(error);
      fail(errorsOfRefusal(refused), refused);
    }
  };
  const submit = () => {
    if (isPending) return;
    const found = errorsOf(draft);
    if (!isFine(found)) return fail(found);
    setErrors(nothing);
    setRefusal(undefined);
    void create();
  };
  /** What is being changed is no longer known to be wrong. */
  const forgive = (part: Partial<Draft>) => {
    const cleared = Object.keys(part).map((field) => [field, []]);
    setErrors((found) => ({ ...found, ...Object.fromEntries(cleared) }));
  };
  return { submit, forgive, isPending, errors, refusal, failures };
};
