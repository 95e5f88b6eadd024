import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './Console.js';
import { worthRetrying } from './api/problem.js';
import './ui/tokens.css';
import './ui/page.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by the event stream; nothing is asked for again just in case.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 3 && worthRetrying(error),
    },
    mutations: { retry: false },
  },
});

createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Console />
    </QueryClientProvider>
  </StrictMode>,
);
