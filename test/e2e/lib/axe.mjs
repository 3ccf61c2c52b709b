// SPDX-License-Identifier: Apache-2.0
// What axe finds wrong with a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The policy lets no foreign script in, axe's neither; so it comes by the debugger's door. */
export async function faults(page) {
  const client = await page.context().newCDPSession(page);
  const run = (expression) => client.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  await run(axe + ';0');
  const { result, exceptionDetails } = await run(`axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
    .then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.map((n) => n.target.flat().join(' ') + ' ' + n.failureSummary.slice(0, 300))])))`);
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  await client.detach();
  return JSON.parse(result.value);
}
