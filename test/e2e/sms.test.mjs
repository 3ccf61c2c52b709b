// SPDX-License-Identifier: Apache-2.0
// Text messages: an account configured and tested, what a customer writes, how an answer leaves, and what the
// provider's own SDK says of both. The provider is lib/provider.mjs, on this machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SegmentedMessage } from 'sms-segments-calculator';
import twilio from 'twilio';
import { Hub, binary } from './lib/hub.mjs';
import { ACCOUNT, FROM, Provider, TOKEN, signature } from './lib/provider.mjs';

const until = async (holds, ms = 10000) => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((go) => setTimeout(go, 20))) {
    const value = await holds();
    if (value) return value;
  }
  throw new Error('it did not come to be: ' + holds);
};

describe('text messages by Twilio', () => {
  let hub, provider, connector;
  const customer = '+4930111222';
  const status = async (id) => (await hub.get(`/sms/${id}/status`)).body;
  const send = async (message, more = {}) => {
    const reply = await hub.post('/sms/send', { to: customer, message, ...more });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  };

  before(async () => {
    provider = await Provider.start();
    hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
  });
  after(async () => {
    await hub?.stop();
    await provider?.stop();
  });

  it('waits for a connector, and says so', async () => {
    const sent = await send('before there is any');
    assert.equal(sent.status, 'waiting');
    assert.equal(sent.delivery.waiting, 'no connector');
  });

  it('is configured by one call and tested by another', async () => {
    const wrong = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: { ...provider.config, account_sid: undefined } });
    assert.equal(wrong.status, 422, wrong.text);
    assert.equal(wrong.body.errors[0].pointer, '/config/account_sid', wrong.text);
    const nobody = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: { ...provider.config, from: undefined } });
    assert.equal(nobody.status, 422, nobody.text);
    assert.equal(nobody.body.errors[0].pointer, '/config/from', nobody.text);
    const { status: code, body, text } = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: provider.config });
    assert.equal(code, 200, text);
    connector = body.connector;
    assert.ok(!JSON.stringify(body).includes(TOKEN), 'a secret is shown');
    assert.match(connector.webhook_url, /\/webhook\/sms\//);
    // The hub was told no public address; the connector is told where its receipts go.
    const again = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: { ...provider.config, webhook_url: connector.webhook_url } });
    assert.equal(again.status, 200, again.text);
    assert.equal(again.body.connector.id, connector.id);
    const test = await hub.post('/channels/sms/test', {});
    assert.equal(test.status, 200, test.text);
    assert.equal(test.body.success, true, test.text);
  });

  it('then sends what waited', async () => {
    await until(() => provider.taken.some((one) => one.body === 'before there is any'));
    assert.equal(provider.taken.length, 1);
  });

  it('joins what a customer writes to the chat that they had this morning', async () => {
    const morning = await hub.post('/session/create', { customer_id: 'ann', channel: 'chat', customer_profile: { name: 'Ann', phone: '+4930777' }, initial_message: 'hello in the chat' });
    assert.equal(await provider.post(connector.webhook_url, provider.inbound('+4930777', 'and now by text \u{1f600}')), 200);
    const said = await until(async () => (await hub.messages(morning.body.session_id)).find((one) => one.channel === 'sms'));
    assert.equal(said.content, 'and now by text \u{1f600}');
    const inbox = (await hub.get('/sms/inbox')).body.messages;
    assert.equal(inbox[0].customer_id, 'ann');
    assert.equal(inbox[0].session_id, morning.body.session_id);
    assert.equal(inbox[0].from, '+4930777');
  });

  it('fetches the pictures that customers send', async () => {
    const place = `/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/`;
    const cdn = createServer((incoming, answer) => {
      answer.writeHead(incoming.headers.authorization === undefined ? 200 : 400, { 'Content-Type': 'image/png' });
      answer.end(picture);
    });
    await new Promise((ready) => cdn.listen(0, '127.0.0.1', ready));
    const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    provider.media.set(place + 'ME1', { type: 'image/png', body: picture });
    provider.media.set(place + 'ME2', { location: `http://127.0.0.1:${cdn.address().port}/somewhere` });
    const media = Object.fromEntries(['ME1', 'ME2', 'ME3'].flatMap((name, i) => [[`MediaUrl${i}`, provider.url + place + name], [`MediaContentType${i}`, 'image/png']]));
    assert.equal(await provider.post(connector.webhook_url, provider.inbound('+4930779', 'look', { ...media, NumMedia: '3' })), 200);
    const found = await until(async () => {
      const one = (await hub.get('/sms/inbox')).body.messages.find((m) => m.content === 'look');
      return one?.attachments.length === 3 && one.attachments.every((file) => file.id || file.failed) && one;
    });
    cdn.close();
    assert.deepEqual(found.attachments.map((file) => [file.type, file.size ?? null]), [['image/png', picture.length], ['image/png', picture.length], ['image/png', null]]);
    assert.match(found.attachments[2].failed, /404/);
    for (const { url } of found.attachments.slice(0, 2)) assert.deepEqual(Buffer.from(await (await fetch(new URL(url, hub.url))).arrayBuffer()), picture);
  });

  it('stores a webhook once, however often it comes, and nothing that is not signed', async () => {
    const fields = provider.inbound('+4930888', 'only once');
    for (let i = 0; i < 5; i++) assert.equal(await provider.post(connector.webhook_url, fields), 200);
    assert.equal(await provider.post(connector.webhook_url, provider.inbound('+4930888', 'forged'), { token: 'another' }), 403);
    const inbox = (await hub.get('/sms/inbox?limit=500')).body.messages.filter((one) => one.content !== null);
    assert.equal(inbox.filter((one) => one.content === 'only once').length, 1);
    assert.equal(inbox.filter((one) => one.content === 'forged').length, 0);
  });

  it('goes from queued to sent to delivered', async () => {
    const { message_id: id, segments, encoding } = await send('Grüße €');
    assert.deepEqual([segments, encoding], [1, 'GSM-7']);
    await until(() => provider.taken.some((one) => one.body === 'Grüße €'));
    const sid = provider.taken.find((one) => one.body === 'Grüße €').sid;
    const sent = await until(async () => (await status(id)).provider_message_id && (await status(id)));
    assert.equal(sent.provider_message_id, sid);
    assert.ok(['sent', 'delivered'].includes(sent.status), sent.status);
    assert.equal(sent.delivery.segments, 1);
    await until(async () => (await status(id)).status === 'delivered');
    assert.equal(await provider.post(connector.webhook_url, provider.fieldsOf({ message: { sid, to: customer }, state: 'sent' })), 200);
    assert.equal((await status(id)).status, 'delivered', 'a late receipt moved it back');
  });

  it('fails with the provider\u2019s own code', async () => {
    provider.faults.refuse = 1;
    const { message_id: id } = await send('not this one', { to: '+4930999' });
    const failed = await until(async () => (await status(id)).status === 'failed' && (await status(id)));
    provider.faults.refuse = 0;
    assert.equal(failed.delivery.code, '21211');
    assert.match(failed.delivery.reason, /no valid phone number/);
  });

  it('believes a receipt where the answer never came', async () => {
    provider.faults.cutAfter = 1;
    const { message_id: id } = await send('cut, and a receipt', { to: '+4930554' });
    await until(() => provider.counts().has('cut, and a receipt'));
    provider.faults.cutAfter = 0;
    await until(async () => (await status(id)).status === 'delivered');
  });

  it('asks the provider for what it was told nothing of', async () => {
    provider.faults.cutAfter = 1;
    provider.callbacks.isOn = false;
    const { message_id: id } = await send('cut, and there all the same', { to: '+4930555' });
    await until(() => provider.counts().has('cut, and there all the same'));
    provider.faults.cutAfter = 0;
    await until(async () => (await status(id)).status === 'sent', 20000);
    provider.callbacks.isOn = true;
    assert.equal(provider.counts().get('cut, and there all the same'), 1);
    assert.ok(provider.sums.questions > 0);
    assert.equal((await status(id)).provider_message_id, provider.taken.find((one) => one.to === '+4930555').sid);
  });

  it('takes back what a job has not sent', async () => {
    const numbers = Array.from({ length: 20 }, (_, i) => `+4941${1000 + i}`);
    const begun = await hub.post('/sms/bulk-send', { message: 'for tomorrow', purpose: 'transactional', numbers, send_at: new Date(Date.now() + 86400000).toISOString() });
    assert.equal(begun.status, 202, begun.text);
    const job = async () => (await hub.get('/jobs/' + begun.body.job_id)).body;
    await until(async () => (await job()).state === 'done');
    assert.equal((await hub.request('DELETE', '/jobs/' + begun.body.job_id)).status, 202);
    const { result } = await until(async () => (await job()).state === 'cancelled' && job());
    assert.equal(result.taken_back, 20);
    assert.equal((await hub.request('DELETE', '/jobs/' + begun.body.job_id)).status, 409);
    assert.equal(provider.taken.filter((one) => one.body === 'for tomorrow').length, 0);
  });

  it('hears STOP from a gateway of the company\u2019s own, and answers', async () => {
    await hub.say('gateway-customer', 'hello', { channel: 'chat' });
    assert.equal((await hub.post('/customers/gateway-customer/identities', { kind: 'phone', address: '+4930667' })).status, 201);
    await hub.say('gateway-customer', 'Stop!', { channel: 'sms', message_id: 'gw-1' });
    assert.equal((await hub.post('/sms/send', { to: '+4930667', message: 'still there?' })).body.code, 'consent.opted_out');
    await until(() => provider.taken.some((one) => one.to === '+4930667'));
    assert.equal(provider.taken.filter((one) => one.to === '+4930667').length, 1, 'that it was heard');
  });

  it('hears STOP, and refuses to write to who said it', async () => {
    assert.equal(await provider.post(connector.webhook_url, provider.inbound('+4930666', 'STOP', { OptOutType: 'STOP' })), 200);
    const refused = await until(async () => {
      const reply = await hub.post('/sms/send', { to: '+4930666', message: 'still there?' });
      return reply.status === 409 && reply;
    });
    assert.equal(refused.body.code, 'consent.opted_out');
    assert.equal(provider.taken.filter((one) => one.to === '+4930666').length, 0, 'the provider answers STOP itself');
  });

  it('sends to many, each asked', async () => {
    const recipients = Array.from({ length: 30 }, (_, i) => ({ to: `+4940${1000 + i}`, variables: { name: 'N' + i } }));
    const begun = await hub.post('/sms/bulk-send', { message: 'Dear {{name}}', purpose: 'transactional', recipients: [...recipients, { to: '+4930666', variables: { name: 'no' } }, { to: 'x', variables: { name: 'x' } }] });
    assert.equal(begun.status, 202, begun.text);
    const job = await until(async () => {
      const { body } = await hub.get('/jobs/' + begun.body.job_id);
      return body.state === 'done' && body;
    });
    assert.equal(job.result.queued, 30);
    assert.deepEqual(job.result.refused, { 'consent.opted_out': 1, 'sms.bad_number': 1 });
    await until(() => provider.taken.filter((one) => one.body.startsWith('Dear N')).length === 30, 20000);
  });

  describe('and its SDK', () => {
    const forms = [
      [],
      [['Body', 'hello']],
      [['Body', 'a b&c=d%é😀'], ['From', '+1555'], ['AccountSid', ACCOUNT]],
      [['b', '2'], ['a', '1'], ['B', '3'], ['a1', '']],
    ];
    const urls = ['https://hub.example.org/webhook/sms/1', 'https://hub.example.org:8443/webhook/sms/1?delivery=m', 'http://127.0.0.1:8302/x?a=b&c=d'];
    const tool = join(dirname(binary()), 'src/channel/twilio_sign');

    it('believes our signatures', { skip: !existsSync(tool) && 'built without tests' }, () => {
      for (const url of urls)
        for (const form of forms) {
          const ours = execFileSync(tool, [TOKEN, url], { input: new URLSearchParams(form).toString() }).toString().trim();
          assert.equal(ours, twilio.getExpectedTwilioSignature(TOKEN, url, Object.fromEntries(form)));
          assert.ok(twilio.validateRequest(TOKEN, ours, url, Object.fromEntries(form)));
        }
      const twice = execFileSync(tool, [TOKEN, urls[0]], { input: 'MediaUrl=b&MediaUrl=a&MediaUrl=b' }).toString().trim();
      assert.ok(twilio.validateRequest(TOKEN, twice, urls[0], { MediaUrl: ['b', 'a', 'b'] }));
    });

    it('signs what we believe, with a port and without, forms and JSON', async () => {
      const call = async (url, form, sign, type = 'application/x-www-form-urlencoded') => {
        const reply = await fetch(url, { method: 'POST', headers: { 'Content-Type': type, 'X-Twilio-Signature': sign }, body: form });
        return reply.status;
      };
      const place = new URL(connector.webhook_url);
      const fields = { ...provider.inbound('+4930444', 'signed by the SDK'), Odd: 'ä+ &=%' };
      const form = new URLSearchParams(fields).toString();
      assert.equal(await call(place, form, twilio.getExpectedTwilioSignature(TOKEN, place.href, fields)), 200);
      const bare = place.href.replace(`:${place.port}`, '');
      assert.equal(await call(place, form, twilio.getExpectedTwilioSignature(TOKEN, bare, fields)), 200);
      const repeated = new URLSearchParams([...Object.entries(provider.inbound('+4930444', 'twice')), ['Tag', 'b'], ['Tag', 'a'], ['Tag', 'b']]);
      const values = Object.fromEntries([...repeated.keys()].map((name) => [name, repeated.getAll(name).length > 1 ? repeated.getAll(name) : repeated.get(name)]));
      assert.equal(await call(place, repeated.toString(), twilio.getExpectedTwilioSignature(TOKEN, place.href, values)), 200);
      const json = JSON.stringify([{ type: 'com.twilio.something', data: {} }]);
      const hashed = `${place.href}?bodySHA256=${twilio.getExpectedBodyHash(json)}`;
      assert.equal(await call(hashed, json, twilio.getExpectedTwilioSignature(TOKEN, hashed, {}), 'application/json'), 200);
      assert.equal(await call(hashed, json + ' ', twilio.getExpectedTwilioSignature(TOKEN, hashed, {}), 'application/json'), 403);
      assert.equal(await call(place, form, signature('other', place.href, fields)), 403);
    });

    it('asks the provider for the same as we do', async () => {
      // Its client as it is, but for where it goes.
      const httpClient = {
        request: async ({ method, uri, username, password, data }) => {
          const form = new URLSearchParams();
          for (const [name, value] of Object.entries(data)) for (const one of [value].flat()) form.append(name, one);
          const headers = { Authorization: 'Basic ' + Buffer.from(`${username}:${password}`).toString('base64'), 'Content-Type': 'application/x-www-form-urlencoded' };
          const reply = await fetch(uri.replace('https://api.twilio.com', provider.url), { method, headers, body: form });
          return { statusCode: reply.status, body: await reply.json() };
        },
      };
      const urls = ['https://a.example/1.png', 'https://a.example/2.png'];
      const { message_id: id } = await send('Grüße & more', { media_urls: urls });
      const ours = await until(() => provider.taken.find((one) => one.body === 'Grüße & more'));
      const statusCallback = `${connector.webhook_url}?delivery=${new URLSearchParams(ours.form).get('StatusCallback').split('=')[1]}`;
      assert.ok(id);
      const made = await twilio(ACCOUNT, TOKEN, { httpClient }).messages.create({ to: customer, from: FROM, body: 'Grüße & more', mediaUrl: urls, statusCallback });
      const theirs = provider.bySid.get(made.sid);
      const sorted = (form) => [...new URLSearchParams(form)].map(([name, value]) => `${name}=${value}`).sort();
      assert.deepEqual(sorted(ours.form), sorted(theirs.form));
    });

    it('counts segments as we do', () => {
      const vectors = JSON.parse(readFileSync(new URL('../corpus/sms_vectors.json', import.meta.url), 'utf8'));
      for (const { text, encoding, segments } of vectors) {
        const theirs = new SegmentedMessage(text);
        assert.equal(theirs.encodingName, encoding, text.slice(0, 20));
        assert.equal(text === '' ? 0 : theirs.segmentsCount, segments, text.slice(0, 20));
      }
    });
  });
});
