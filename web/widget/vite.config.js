// SPDX-License-Identifier: Apache-2.0
// One classic script that leaves one name behind: OmnihubWidget. Its styles are a string in it.
import { defineConfig } from 'vite';

export default defineConfig({
  esbuild: { charset: 'utf8' }, // the hub serves it as such
  build: {
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'OmnihubWidgetScript', fileName: () => 'widget.js' },
    cssMinify: 'esbuild',
    minify: 'esbuild',
    reportCompressedSize: false,
  },
  server: { proxy: { '/widget': 'http://127.0.0.1:8302', '/ws': { target: 'ws://127.0.0.1:8302', ws: true } } },
});
