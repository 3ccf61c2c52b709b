// SPDX-License-Identifier: Apache-2.0
// Every test/*.test.ts, made JavaScript and run by Node's own test runner, from Node 18 on.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../node_modules/.tests', import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts'));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: tests.map((name) => here + name),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  logLevel: 'warning',
});
for (const name of tests) await import(pathToFileURL(`${out}/${name.replace(/\.ts$/, '.mjs')}`).href);
