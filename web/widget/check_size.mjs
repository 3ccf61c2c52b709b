// SPDX-License-Identifier: Apache-2.0
// Fails when the widget has grown beyond what a shop should have to load for it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 30 * 1024;
const AIM = 20 * 1024;

const script = readFileSync(new URL('./dist/widget.js', import.meta.url));
const packed = gzipSync(script, { level: 9 }).length;
console.log(`widget.js: ${script.length} bytes, ${packed} gzipped (aim ${AIM}, limit ${LIMIT})`);
if (packed > LIMIT) {
  console.error('widget.js is larger than its limit');
  process.exit(1);
}
