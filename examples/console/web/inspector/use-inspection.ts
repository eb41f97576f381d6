import { useEffect, useState } from 'react';
import { createInspectedCampaigns, type InspectedCampaign } from './inspected-campaigns.js';
import { type LineState, openInspectionLine } from './inspection-line.js';

/** What the inspector has told so far. */
export interface Inspection {
  readonly line: LineState;
  readonly campaigns: readonly InspectedCampaign[];
}

/** Listens to the server's inspector as long as the component is there. */
export const useInspection = (): Inspection => {
  const [inspection, setInspection] = useState<Inspection>({ line: 'connecting', campaigns: [] });
  useEffect(() => {
    const heard = createInspectedCampaigns();
    let line: LineState = 'connecting';
    let frame: number | undefined;
    // Once for all that comes within a frame: who connects late is told much at once.
    const draw = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setInspection({ line, campaigns: heard.list() });
      });
    };
    const hangUp = openInspectionLine({
      onState: (state) => {
        line = state;
        // What was shown before may have been told by a server that has ended since.
        if (state === 'open') heard.clear();
        draw();
      },
      onMessage: (message) => {
        heard.hear(message);
        draw();
      },
    });
    return () => {
      hangUp();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, []);
  return inspection;
};
