import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The console as static files under `dist/console`, which the API serves at `/console`. */
export default defineConfig({
  root: at('.'),
  base: '/console/',
  resolve: { alias: { '#contracts': at('../../libs/contracts/src/index.ts') } },
  build: {
    outDir: at('../../dist/console'),
    emptyOutDir: true,
    target: 'es2023',
    // Every file is one the content security policy lets in by its address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // "use client" means nothing here: there is no server that renders.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      onLog: (level, log, say) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && say(level, log),
    },
  },
  // `vite` beside a service that runs already.
  server: {
    port: 5173,
    proxy: { '/api': 'http://127.0.0.1:3000' },
  },
});
