// SPDX-License-Identifier: Apache-2.0
// What the hub asks Twilio for, judged by the provider's own published OpenAPI document: Prism (lib/prism.mjs) takes
// it for valid or answers 422. Of a key that is repeated Prism keeps the last value only, so that of the files of an
// MMS it looks at the last; that all of them leave as the provider's SDK sends them is in sms.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';
import { Prism } from './lib/prism.mjs';

const ACCOUNT = 'AC' + '0123456789abcdef'.repeat(2);

describe('Twilio\u2019s own description of its API', () => {
  let hub, prism, connector, service;
  const configure = async (id, config) => {
    const reply = await hub.post('/channels/sms/configure', {
      connector_id: id,
      adapter: 'twilio',
      config: { account_sid: ACCOUNT, auth_token: 'a-token-of-nobody', base_url: prism.url, webhook_url: `${hub.url}/webhook/sms/x`, ...config },
    });
    assert.equal(reply.status, 200, reply.text);
    return reply.body.connector;
  };
  const status = async (id) => (await hub.get(`/sms/${id}/status`)).body;
  const become = (id, state, ms = 20000) => until(async () => (await status(id)).status === state && (await status(id)), ms, `${id} to be ${state}`);
  const send = async (message, more = {}) => {
    const reply = await hub.post('/sms/send', { to: '+14155550001', message, ...more });
    assert.equal(reply.status, 200, reply.text);
    return reply.body.message_id;
  };
  const posted = (text) => prism.asked.find((one) => one.method === 'POST' && one.form.some(([name, value]) => name === 'Body' && value === text));
  const example = (operation, code) => Object.values(Object.values(operation.responses[code].content)[0].examples)[0].value;

  before(async () => {
    prism = await Prism.start();
    hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    connector = await configure('default', { from: '+14155550000' });
    service = await configure('service', { messaging_service_sid: 'MG' + 'ab'.repeat(16) });
  });
  after(async () => {
    await hub?.stop();
    await prism?.stop();
  });

  it('knows the question of a test', async () => {
    for (const { id } of [connector, service]) {
      const { body, text } = await hub.post('/channels/sms/test', { connector_id: id });
      assert.equal(body.success, true, text);
    }
    assert.deepEqual(prism.asked.map((one) => [one.method, one.path, one.status]), Array(2).fill(['GET', `/2010-04-01/Accounts/${ACCOUNT}.json`, 200]));
  });

  it('takes a message with its callback, and the hub keeps the name that it is given', async () => {
    const sent = await become(await send('Gr\u00fc\u00dfe & more, 1+1=2 \u20ac \u{1f600}'), 'sent');
    const asked = posted('Gr\u00fc\u00dfe & more, 1+1=2 \u20ac \u{1f600}');
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    assert.deepEqual(asked.form.map(([name]) => name).sort(), ['Body', 'From', 'StatusCallback', 'To']);
    assert.match(asked.body.sid, /^SM[0-9a-f]{32}$/);
    assert.equal(asked.body.sid, example(prism.operation(asked), '201').sid);
    assert.equal(sent.provider_message_id, asked.body.sid);
  });

  it('takes a message of a messaging service', async () => {
    const id = await send('by a service', { connector_id: service.id });
    await become(id, 'sent');
    const { status: code, form } = posted('by a service');
    assert.equal(code, 201);
    assert.deepEqual(form.map(([name]) => name).sort(), ['Body', 'MessagingServiceSid', 'StatusCallback', 'To']);
  });

  it('takes a message with files', async () => {
    for (const [text, count] of [['one file', 1], ['ten files', 10]]) {
      const urls = Array.from({ length: count }, (_, i) => `https://files.example/${i}.png?a=1&b=2`);
      await send(text, { media_urls: urls });
      const asked = await until(() => posted(text), 20000);
      assert.equal(asked.status, 201, JSON.stringify(asked.body));
      assert.deepEqual(asked.form.filter(([name]) => name === 'MediaUrl').map(([, value]) => value), urls);
    }
  });

  it('knows the question for a message of which no answer came', async () => {
    prism.cuts = 1;
    await send('lost on its way back', { to: '+14155550002' });
    const asked = await until(() => prism.asked.find((one) => one.method === 'GET' && one.path.endsWith('/Messages.json')), 20000);
    assert.equal(asked.status, 200, JSON.stringify(asked.body));
    assert.ok(asked.query.some(([name, value]) => name === 'To' && value === '+14155550002'), JSON.stringify(asked.query));
  });

  it('has every name that the hub uses', () => {
    for (const asked of prism.asked) {
      const operation = prism.operation(asked);
      assert.ok(operation, `${asked.method} ${asked.path}`);
      const known = operation.parameters?.filter((one) => one.in === 'query').map((one) => one.name) ?? [];
      assert.deepEqual(asked.query.map(([name]) => name).filter((name) => !known.includes(name)), []);
      const fields = Object.keys(operation.requestBody?.content['application/x-www-form-urlencoded'].schema.properties ?? {});
      assert.deepEqual(asked.form.map(([name]) => name).filter((name) => !fields.includes(name)), []);
    }
  });

  it('blames nothing of all that', () => {
    assert.deepEqual(prism.asked.filter((one) => one.status >= 300), []);
    assert.deepEqual(prism.blames, []);
  });

  it('and would have: a service that is none is refused, and the message fails', async () => {
    const wrong = await configure('wrong', { messaging_service_sid: 'MG1' });
    const failed = await become(await send('by no service', { connector_id: wrong.id }), 'failed');
    const { status: code, body } = posted('by no service');
    assert.equal(code, 422);
    assert.ok(body.validation.every((one) => one.location.join('/') === 'body/MessagingServiceSid'), JSON.stringify(body));
    assert.equal(failed.provider_message_id, null);
    assert.notDeepEqual(prism.blames, []);
  });
});
