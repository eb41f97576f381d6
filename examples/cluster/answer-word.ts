import type { Answer } from 'campaign-machine/service';

/** What a command came to, in one word of a closed set: fit for a label. */
export const answerWord = (
  answer: Answer,
): 'accepted' | 'replayed' | 'repeated' | 'too-early' | 'too-late' => {
  if (answer.replayed) return 'replayed';
  return answer.accepted ? 'accepted' : answer.reason;
};
