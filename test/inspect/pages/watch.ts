// What shows the campaign in that frame: here it tells the test what it got.
import { createBrowserReceiver } from '@statelyai/inspect';

addEventListener('load', () =>
  setTimeout(() =>
    createBrowserReceiver().subscribe(
      (message) => void fetch('/got', { method: 'POST', body: JSON.stringify(message) }),
    ),
  ),
);
