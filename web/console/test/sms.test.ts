// SPDX-License-Identifier: Apache-2.0
// The page counts as the hub does: both are held to test/corpus/sms_vectors.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { beyondGsm, measureSms } from '../src/lib/sms.ts';

const vectors = JSON.parse(readFileSync(new URL('../../../../test/corpus/sms_vectors.json', import.meta.url), 'utf8')) as ({ text: string } & ReturnType<typeof measureSms>)[];

it('counts segments as the hub does', () => {
  assert.ok(vectors.length > 20);
  for (const { text, ...size } of vectors) assert.deepEqual(measureSms(text), size, JSON.stringify(text.slice(0, 20)));
});

it('names what makes a text Unicode', () => {
  assert.deepEqual(beyondGsm('Grüße für 5 €'), []);
  assert.deepEqual(beyondGsm('“so” – and “so” 😀'), ['“', '”', '–', '😀']);
  for (const { text, encoding } of vectors) assert.equal(beyondGsm(text).length > 0, encoding === 'UCS-2', JSON.stringify(text.slice(0, 20)));
});
