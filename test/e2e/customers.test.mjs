// SPDX-License-Identifier: Apache-2.0
// Customers over their whole life: two ids that are one person with one story, their data as a file, and an erasure
// that leaves no byte of them in the directory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';

/** How often the text stands in the files of a directory and its folders. */
async function countIn(dir, text) {
  let count = 0;
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.path ?? entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count++;
  }
  return count;
}

describe('a customer', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const del = (path) => hub.request('DELETE', path);
  const done = async (job) => {
    await until(async () => !['queued', 'running'].includes((await hub.get(`/jobs/${job}`)).body.state), 30000);
    return (await hub.get(`/jobs/${job}`)).body;
  };

  it('who called, chatted and wrote under two identities is one person with one story', async () => {
    await hub.post('/customers', { customer_id: 'caller', phone: '+491701234567', name: 'Ada' });
    await hub.post('/customers', { customer_id: 'writer', email: 'ada@example.org' });
    await hub.post('/message/process', { customer_id: '+49 170 1234567'.replaceAll(' ', ''), channel: 'voice', content: 'called' });
    await hub.say('writer', 'chatted');
    await hub.post('/message/process', { customer_id: 'ada@example.org', channel: 'email', content: 'wrote' });
    assert.equal((await hub.post('/customers/writer/merge', { customer_id: 'caller' })).status, 200);
    for (const id of ['caller', 'writer', '+491701234567', 'ada@example.org']) {
      const view = (await hub.get(`/customer/${id}/unified-view`)).body;
      assert.equal(view.customer_id, 'writer');
      assert.equal(view.total_interactions, 3);
      assert.equal(view.active_sessions, 2);
      assert.deepEqual(view.interaction_timeline.map((i) => i.content), ['called', 'chatted', 'wrote']);
      assert.equal(view.engagement_metrics.total_channels_used, 3);
    }
    assert.equal((await hub.get('/customers/writer/profile')).body.name, 'Ada');
    assert.equal((await hub.get('/customer/caller/sessions')).body.sessions.length, 2);
  });

  it('200 first messages under both ids at one instant join the one open conversation', async () => {
    const before = (await hub.get('/customer/writer/sessions')).body.sessions.length;
    const sent = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        hub.post('/message/process', { customer_id: i % 2 ? 'caller' : 'writer', channel: 'chat', content: `m${i}` })),
    );
    assert.deepEqual([...new Set(sent.map((r) => r.status))], [200]);
    assert.equal(new Set(sent.map((r) => r.body.session_id)).size, 1);
    assert.equal((await hub.get('/customer/writer/sessions')).body.sessions.length, before);
  });

  it('gets all that is stored of them as a file', async () => {
    const job = (await hub.get('/customers/caller/export')).body;
    assert.equal((await done(job.job_id)).state, 'done');
    const file = await fetch(`${hub.url}/jobs/${job.job_id}/file`);
    assert.equal(file.status, 200);
    const zip = join(hub.data, '..', `${job.job_id}.zip`);
    await writeFile(zip, Buffer.from(await file.arrayBuffer()));
    const read = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print('\\n'.join('== ' + n + '\\n' + z.read(n).decode() for n in z.namelist()))`;
    const text = execFileSync('python3', ['-c', read, zip], { encoding: 'utf8', maxBuffer: 1 << 26 });
    for (const part of ['called', 'chatted', 'wrote', 'm199', 'ada@example.org', '+491701234567', 'customer.merge'])
      assert.ok(text.includes(part), part);
    await rm(zip);
    const entries = text.split('\n').filter((l) => l.startsWith('{'));
    for (const line of entries) JSON.parse(line);
  });

  it('is erased without a byte left, and somebody else is not', async () => {
    const secret = 'a sentence that nobody else would ever say';
    await hub.say('other', 'what others said');
    for (let i = 0; i < 30; i++) await hub.say('writer', `${secret} ${'x'.repeat(i * 400)}`);
    await hub.post('/customers/writer/block', { reason: `because ${secret}` });
    assert.ok((await countIn(hub.data, secret)) > 30);
    const erasing = await del('/customers/caller');
    assert.equal(erasing.status, 202);
    for (const path of ['/customer/writer/unified-view', '/customer/caller/history', '/customers/ada@example.org/profile'])
      assert.equal((await hub.get(path)).status, 404, path);
    assert.equal((await done(erasing.body.job_id)).state, 'done');
    await until(async () => (await countIn(hub.data, secret)) === 0, 20000);
    assert.equal(await countIn(hub.data, 'ada@example.org'), 0);
    assert.equal(await countIn(hub.data, '+491701234567'), 0);
    assert.ok((await countIn(hub.data, 'what others said')) > 0);
    assert.deepEqual((await hub.get('/customer/other/history')).body.interactions.map((i) => i.content), ['what others said']);
  });
});
