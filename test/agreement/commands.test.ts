import fc from 'fast-check';
import { describe, it } from 'vitest';
import { allSuts } from '../suts/all-suts.js';
import { anyCommands, newStory } from './campaign-commands.js';

describe.each(allSuts)('any commands, given to $name', ({ makeSut }) => {
  it('make the story that people would tell of the campaign', () => {
    const claim = fc.property(anyCommands, (commands) => {
      const real = makeSut('draft');
      fc.modelRun(() => ({ model: newStory(), real }), commands);
      real.dispose();
    });
    fc.assert(claim);
  });
});
