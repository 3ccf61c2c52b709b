// SPDX-License-Identifier: Apache-2.0
// The widget's TypeScript as modules that Node can run, without flags: bundled by esbuild, in memory.
import { webcrypto } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

globalThis.crypto ??= webcrypto; // Node 18
for (const name of ['findLast']) // Node 18 has it; older ones fail loudly here
  if (typeof Array.prototype[name] !== 'function') throw new Error('Array.prototype.' + name);

/** Everything that the named files of src/ export, of one bundle: they share what they share. */
export async function load(...names) {
  const contents = names.map((name) => `export * from './${name}.ts';`).join('\n');
  const resolveDir = fileURLToPath(new URL('../src', import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, write: false, format: 'esm', target: 'es2022', sourcemap: 'inline',
  });
  return import('data:text/javascript;base64,' + Buffer.from(outputFiles[0].contents).toString('base64'));
}
