// SPDX-License-Identifier: Apache-2.0
// The operator's commands against a hub that serves, and against a directory that nobody serves.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Hub, binary, until } from './lib/hub.mjs';

/** Runs a command; `status` as the shell sees it. */
function run(args, { env = {}, input = '' } = {}) {
  return new Promise((done) => {
    const child = execFile(binary(), args, { env: { ...process.env, ...env }, timeout: 60000 }, (error, out, err) =>
      done({ status: error ? error.code : 0, out, err })
    );
    child.stdin.on('error', () => {}); // it may have ended without reading
    child.stdin.end(input);
  });
}

describe('the operator', () => {
  let hub, place;
  const inPlace = (name) => join(place, name);
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'omnihub-ops-'));
    hub = await Hub.start();
  });
  after(async () => {
    await hub?.stop();
    await rm(place, { recursive: true, force: true });
  });

  it('has a socket that only the owner may open', () => {
    const mode = statSync(join(hub.data, 'hub.sock')).mode;
    assert.equal(mode & 0o777, 0o600);
  });

  it('asks the hub that runs, or opens the directory itself', async () => {
    const live = await run(['doctor', '--data', hub.data]);
    assert.equal(live.status, 0, live.out + live.err);
    assert.match(live.out, /^ok +hub +a hub serves/m);
    const nobody = await run(['backup', '--data', inPlace('nothing'), '--to', inPlace('b')]);
    assert.equal(nobody.status, 66);
    assert.match(nobody.err, /there is no hub in/);
    const unknown = await run(['agent', 'list', '--data', hub.data, '--tenant', 'nobody']);
    assert.equal(unknown.status, 66);
  });

  it('is told what is wrong with a command', async () => {
    assert.equal((await run([])).status, 64);
    assert.equal((await run(['brew'])).status, 64);
    assert.equal((await run(['key', 'brew'])).status, 64);
    assert.equal((await run(['key', 'create', '--data', hub.data])).status, 64);
    assert.equal((await run(['backup', '--to', 'x', '--colour', 'blue'])).status, 64);
    const paths = (await hub.get('/openapi.json')).body.paths;
    assert.equal((await run(['reindex', '--data', hub.data])).status, paths['/search/reindex'] ? 0 : 66);
    const help = await run(['help']);
    assert.equal(help.status, 0);
    for (const word of ['serve', 'key create', 'tenant', 'agent', 'backup', 'restore', 'doctor', 'config'])
      assert.ok(help.out.includes(word), word);
  });

  it('makes tenants, keys and agents, beside a hub and without one', async (t) => {
    const paths = (await hub.get('/openapi.json')).body.paths;
    if (!paths['/keys'] || !paths['/tenants'] || !paths['/agents']) return t.skip('there are no such routes');
    const own = await Hub.start(); // from its first key on it asks for one
    for (const tenant of [`live`, `offline`]) {
      if (tenant === 'offline') {
        own.child.kill('SIGTERM');
        await own.gone;
      }
      const made = await run(['tenant', 'create', tenant, '--data', own.data]);
      assert.equal(made.status, 0, made.err);
      assert.match((await run(['tenant', 'list', '--data', own.data])).out, new RegExp(tenant));
      const at = ['--data', own.data, '--tenant', tenant];
      const key = await run(['key', 'create', ...at, '--name', 'web site', '--scope', 'service', '--json']);
      assert.equal(key.status, 0, key.err);
      const { id } = JSON.parse(key.out);
      assert.match((await run(['key', 'list', ...at])).out, /web site/);
      assert.equal((await run(['key', 'rotate', id, ...at, '--grace', '60'])).status, 0);
      assert.equal((await run(['key', 'revoke', id, ...at])).status, 0);
      assert.equal((await run(['key', 'revoke', 'nobody', ...at])).status, 66);
      assert.equal((await run(['key', 'create', ...at, '--name', 'x', '--scope', 'god'])).status, 65);
      const agent = await run(['agent', 'create', ...at, '--email', 'ada@example.org', '--name', 'Ada', '--role', 'admin', '--password-stdin'], {
        input: 'correct horse battery\n',
      });
      assert.equal(agent.status, 0, agent.err);
      assert.doesNotMatch(agent.out, /correct horse/);
      assert.match((await run(['agent', 'list', ...at])).out, /ada@example\.org/);
    }
    await own.stop();
  });

  it('backs up under load, restores elsewhere and goes on; who resumes from before is told to reload', async () => {
    const { session_id: session } = await hub.say('traveller', 'before');
    const live = new WebSocket(hub.url.replace('http', 'ws') + '/ws');
    await new Promise((open) => live.once('open', open));
    live.send(JSON.stringify({ type: 'subscribe', topic: 'dashboard' }));
    const subscribed = await new Promise((done) => live.once('message', (text) => done(JSON.parse(text))));
    assert.equal(subscribed.type, 'subscribed');
    live.terminate();

    const acknowledged = [];
    let ends = false;
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; !ends; i++) acknowledged.push({ at: performance.now(), id: (await hub.say(`w${w}`, `${w}-${i}`)).message_id, who: `w${w}` });
    });
    await until(() => acknowledged.length > 400);
    const began = performance.now();
    const backup = await run(['backup', '--data', hub.data, '--to', inPlace('backup')]);
    const ended = performance.now();
    await until(() => acknowledged.at(-1).at > ended);
    ends = true;
    await Promise.all(writers);
    assert.equal(backup.status, 0, backup.err);
    assert.deepEqual((await readdir(inPlace('backup'))).sort(), ['hub.db', 'manifest.json', 'secret.key']);
    assert.ok(acknowledged.some((m) => m.at > began && m.at < ended), 'nothing was written meanwhile');

    const restored = await run(['restore', '--from', inPlace('backup'), '--data', inPlace('moved')]);
    assert.equal(restored.status, 0, restored.err);
    const other = await Hub.start();
    await other.kill();
    await rm(other.data, { recursive: true });
    other.data = inPlace('moved');
    await other.run();
    try {
      const there = new Set();
      for (let w = 0; w < 8; w++) {
        let cursor = '';
        do {
          const { body } = await other.get(`/customer/w${w}/history?limit=500${cursor && '&cursor=' + encodeURIComponent(cursor)}`);
          for (const entry of body.interactions) there.add(entry.id);
          cursor = body.next_cursor;
        } while (cursor);
      }
      const missing = acknowledged.filter((m) => m.at < began && !there.has(m.id));
      assert.equal(missing.length, 0);
      assert.ok(there.size >= acknowledged.filter((m) => m.at < began).length);
      assert.equal((await other.get(`/session/${session}`)).status, 200);

      const manifest = JSON.parse(readFileSync(inPlace('backup/manifest.json'), 'utf8'));
      const epoch = (await other.get(`/session/${session}`)).headers.get('x-position').split('-')[0];
      assert.notEqual(epoch, manifest.epoch);
      assert.equal(subscribed.position.split('-')[0], manifest.epoch);
      const again = new WebSocket(other.url.replace('http', 'ws') + '/ws');
      await new Promise((open) => again.once('open', open));
      again.send(JSON.stringify({ type: 'resume', topic: 'dashboard', position: subscribed.position }));
      const answer = await new Promise((done) => again.once('message', (text) => done(JSON.parse(text))));
      assert.equal(answer.type, 'reset');
      again.terminate();
      assert.equal((await other.say('traveller', 'after')).session_id, session);
    } finally {
      await other.stop();
    }
  });

  it('refuses to restore what is no backup, and onto what is somebody\'s', async () => {
    await mkdir(inPlace('half'));
    await writeFile(inPlace('half/hub.db'), 'SQLite format 3\0');
    const half = await run(['restore', '--from', inPlace('half'), '--data', inPlace('new')]);
    assert.equal(half.status, 66);
    assert.match(half.err, /manifest/);
    const held = await run(['restore', '--from', inPlace('backup'), '--data', hub.data, '--replace']);
    assert.equal(held.status, 75);
    await mkdir(inPlace('full'));
    await writeFile(inPlace('full/precious'), 'x');
    assert.equal((await run(['restore', '--from', inPlace('backup'), '--data', inPlace('full')])).status, 73);
    const replaced = await run(['restore', '--from', inPlace('backup'), '--data', inPlace('full') + '/', '--replace']);
    assert.equal(replaced.status, 0, replaced.err);
    const kept = /kept in (\S+)/.exec(replaced.out)[1];
    assert.ok(existsSync(join(kept, 'precious')));
  });

  it('a backup that a kill interrupts is none', async () => {
    const doomed = await Hub.start();
    for (let i = 0; i < 40; i++) await Promise.all(Array.from({ length: 50 }, (_, n) => doomed.say(`c${n}`, 'x'.repeat(3000))));
    let interrupted = false;
    for (let i = 0; i < 10 && !interrupted; i++) {
      const backup = run(['backup', '--data', doomed.data, '--to', inPlace(`doomed${i}`)]);
      while (!existsSync(inPlace(`doomed${i}/hub.db`))) await new Promise(setImmediate);
      await doomed.kill();
      interrupted = (await backup).status !== 0;
      const restored = await run(['restore', '--from', inPlace(`doomed${i}`), '--data', inPlace(`never${i}`)]);
      assert.equal(restored.status, existsSync(inPlace(`doomed${i}/manifest.json`)) ? 0 : 66);
      await doomed.run();
    }
    assert.ok(interrupted);
    await doomed.stop();
  });

  it('works on a directory that nobody serves', async () => {
    const offline = await run(['backup', '--data', inPlace('full'), '--to', inPlace('offline')]);
    assert.equal(offline.status, 0, offline.err);
    assert.ok(existsSync(inPlace('offline/manifest.json')));
    assert.ok(!existsSync(inPlace('full/hub.sock')));
    const doctor = await run(['doctor', '--data', inPlace('full'), '--json']);
    assert.equal(doctor.status, 0, doctor.out);
    const findings = doctor.out.trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(findings.length > 10);
    assert.ok(findings.every((f) => f.level === 'ok'), doctor.out);
  });

  it('the doctor names what is wrong', async () => {
    const harm = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('UPDATE session SET interactions = interactions + 1 WHERE session < 3'); d.commit()";
    execFileSync('python3', ['-c', harm, inPlace('full/hub.db')]);
    const counted = await run(['doctor', '--data', inPlace('full')]);
    assert.equal(counted.status, 0);
    assert.match(counted.out, /^warn +counters +2 sessions whose count/m);
    await writeFile(inPlace('full/secret.key'), 'no key');
    const doctor = await run(['doctor', '--data', inPlace('full')]);
    assert.equal(doctor.status, 65);
    assert.match(doctor.out, /^fault +secret +secret.key is no key file/m);
    const refused = await run(['serve', '--data', inPlace('full'), '--port', '0']);
    assert.notEqual(refused.status, 0);
    assert.match(refused.err, /secret.key is not this directory's key file/);
  });

  it('reads settings from a file and names what is wrong in it', async () => {
    const example = await run(['config', 'example']);
    assert.equal(example.status, 0);
    await writeFile(inPlace('good.toml'), example.out);
    assert.equal((await run(['config', 'check', inPlace('good.toml')])).status, 0);
    await writeFile(inPlace('omnihub.toml'), '[listen]\nprot = 1\n');
    const wrong = await run(['config', 'check', inPlace('omnihub.toml')]);
    assert.equal(wrong.status, 78);
    assert.match(wrong.err, /omnihub\.toml:2:1: there is no setting listen\.prot; did you mean listen\.port/);
    const start = await run(['serve', '--config', inPlace('omnihub.toml'), '--data', inPlace('unborn')]);
    assert.equal(start.status, 78);
    assert.ok(!existsSync(inPlace('unborn')));
  });

  it('puts the public URL into addresses', async () => {
    await writeFile(inPlace('public.toml'), '[public]\nurl = "https://hub.example.org/mesh"\n');
    const named = await Hub.start({ args: ['--config', inPlace('public.toml')] });
    try {
      const { body } = await named.post('/session/create', { customer_id: 'a', channel: 'chat' });
      assert.equal(body.websocket_url, `wss://hub.example.org/mesh/ws/${body.session_id}`);
      const response = await new Promise((done) => {
        import('node:http').then(({ get }) => get({ port: named.port, host: '127.0.0.1', path: '/version', headers: { Host: 'hub.example.org' } }, done));
      });
      response.resume();
      assert.equal(response.statusCode, 200);
    } finally {
      await named.stop();
    }
  });
});
