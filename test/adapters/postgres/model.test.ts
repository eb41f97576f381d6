import fc from 'fast-check';
import { describe, it } from 'vitest';
import { anyCommands } from '../../service/model/commands.js';
import { realOf } from '../../service/model/real.js';
import { newStory } from '../../service/model/story.js';
import { postgresSystem, serverUrl } from './postgres-system.js';

describe.skipIf(!serverUrl)('createCampaigns on PostgreSQL', () => {
  it('answers, writes and carries out any run of commands as the story says', async () => {
    const law = fc.asyncProperty(anyCommands, async (commands) => {
      const system = await postgresSystem({ listen: false });
      try {
        const real = realOf(system, system.clock);
        const model = newStory(system.clock.wallMs(), real.kind);
        await fc.asyncModelRun(() => ({ model, real }), commands);
      } finally {
        await system.dispose();
      }
    });
    await fc.assert(law, { numRuns: 20 });
  });
});
