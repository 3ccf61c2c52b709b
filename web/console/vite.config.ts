// SPDX-License-Identifier: Apache-2.0
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const hub = process.env['OMNIHUB_URL'] ?? 'http://127.0.0.1:8302';
const paths = ['agents', 'asyncapi.json', 'attachments', 'auth', 'channels', 'chat', 'connectors', 'customer', 'customers', 'deliveries', 'integrations', 'message', 'messages', 'notifications', 'queues', 'search', 'session', 'sessions', 'tags', 'transfer', 'version', 'webhooks'];

export default defineConfig({
  base: '/console/',
  plugins: [react(), { ...optimizeLocales.vite({ locales: ['en-US', 'en-GB'] }), enforce: 'pre' }],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the page's policy takes no data: but pictures
    rollupOptions: { output: { manualChunks: { library: ['react', 'react-dom', 'react-dom/client', 'react-aria-components'] } } },
  },
  server: {
    proxy: {
      // The hub takes requests of its own pages alone: to it this is one of them.
      ...Object.fromEntries(paths.map((path) => ['/' + path, { target: hub, changeOrigin: true, headers: { origin: hub } }])),
      '/ws': { target: hub, ws: true, changeOrigin: true, headers: { origin: hub } },
    },
  },
});
