import '@fontsource-variable/inter/wght.css';
import './base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { client, liveConnection } from './live/session.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');

liveConnection.open();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
