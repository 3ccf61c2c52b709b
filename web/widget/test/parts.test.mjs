// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { File } from 'node:buffer'; // Node 18
import { describe, it } from 'node:test';
import { load } from './load.mjs';

const { Storage, Outbox, newId, LIMITS, linkify, chooseLanguage, catalogues, fill, formatDay, formatSize, parseColor, contrast, readable, textOn, Uploads, isAllowed, numberOf, isNewer, themeOf } =
  await load('storage', 'outbox', 'linkify', 'language', 'color', 'uploads', 'position', 'view/theme');
const { rowsOf } = await load('rows');
const { Timeline } = await load('timeline');

const memory = () => {
  const map = new Map();
  return {
    map, get length() { return map.size; }, key: (i) => [...map.keys()][i] ?? null, getItem: (k) => map.get(k) ?? null,
    setItem: (k, v) => map.set(k, v), removeItem: (k) => map.delete(k),
  };
};
const message = (n, more = {}) => ({
  id: 'm' + n, position: 'e1-' + n, type: 'message', channel: 'chat', direction: 'outbound', author: { type: 'agent', id: null, name: 'Anna' },
  content: 'text ' + n, attachments: [], timestamp: new Date(Date.UTC(2026, 0, 5, 12, n)).toISOString(), edited_at: null, quick_replies: [], redacted: false, ...more,
});
const mine = (n, more = {}) => message(n, { direction: 'inbound', author: { type: 'customer', id: 'c', name: null }, ...more });

describe('positions', () => {
  it('compare within an epoch, and are news across epochs', () => {
    assert.equal(numberOf('e1-17'), 17);
    assert.equal(numberOf(null), -1);
    assert.ok(isNewer('e1-3', 'e1-2'));
    assert.ok(!isNewer('e1-2', 'e1-2'));
    assert.ok(isNewer('e2-1', 'e1-9'));
    assert.ok(!isNewer(null, 'e1-9'));
  });
});

describe('storage', () => {
  it('keeps in memory what the browser does not take', () => {
    const full = { ...memory(), setItem() { throw new Error('QuotaExceededError'); } };
    for (const storage of [new Storage('demo', full), new Storage('demo', null)]) {
      storage.set('out.1', 'a');
      assert.equal(storage.get('out.1'), 'a');
      assert.deepEqual(storage.names('out.'), ['out.1']);
      storage.remove('out.1');
      assert.equal(storage.get('out.1'), null);
    }
  });

  it('keeps sites apart', () => {
    const backend = memory();
    new Storage('a', backend).set('visitor', '1');
    assert.equal(new Storage('b', backend).get('visitor'), null);
    assert.equal(new Storage('a', backend).nameOf('omnihub.a.visitor'), 'visitor');
    assert.equal(new Storage('a', backend).nameOf('omnihub.b.visitor'), null);
  });
});

describe('outbox', () => {
  const make = (backend = memory(), now = () => 1000) => {
    const sent = [];
    return { sent, backend, outbox: new Outbox(new Storage('demo', backend), (m) => sent.push(m.client_id) > 0, now) };
  };

  it('makes ids that are UUIDs', () => {
    assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('takes no more than its limit', () => {
    const { outbox } = make();
    for (let i = 0; i < LIMITS.waiting; i++) assert.ok(outbox.add({ content: 'x' }, null, null));
    assert.equal(outbox.add({ content: 'one more' }, null, null), null);
  });

  it('does not send by itself what is a day old', () => {
    const { outbox, backend } = make();
    outbox.add({ content: 'old' }, null, null);
    const later = make(backend, () => 1000 + 25 * 3600e3);
    assert.equal(later.outbox.list()[0].state, 'refused');
    later.outbox.resend();
    assert.equal(later.sent.length, 0);
    later.outbox.retry(later.outbox.list()[0].client_id);
    assert.equal(later.sent.length, 1);
  });

  it('asks again for an answer that does not come', () => {
    let now = 1000;
    const { outbox, sent } = make(memory(), () => now);
    outbox.add({ content: 'x' }, null, null);
    outbox.nudge();
    assert.equal(sent.length, 1);
    now += LIMITS.againMs;
    outbox.nudge();
    assert.equal(sent.length, 2);
  });

  it('finds the conversation again when the one it knew has ended', () => {
    const { outbox, sent } = make();
    const { client_id } = outbox.add({ content: 'x' }, 's1', null);
    outbox.refuse(client_id, { status: 404, detail: '' });
    assert.equal(outbox.list()[0].session_id, null);
    assert.equal(sent.length, 2);
    outbox.refuse(client_id, { status: 404, detail: 'gone' });
    assert.equal(outbox.list()[0].state, 'refused');
  });

  it('throws away what is no message', () => {
    const backend = memory();
    backend.setItem('omnihub.demo.out.x', '{"client_id": 1');
    assert.deepEqual(make(backend).outbox.list(), []);
    assert.equal(backend.length, 0);
  });

  it('does not take an older message of the same words for its own', () => {
    const { outbox } = make();
    outbox.add({ content: 'yes' }, 's1', 'e1-5');
    assert.equal(outbox.shown([mine(4, { content: 'yes' })]).length, 1);
    assert.equal(outbox.shown([mine(6, { content: 'yes' })]).length, 0);
    outbox.add({ content: 'yes' }, 's1', 'e1-5');
    assert.equal(outbox.shown([mine(6, { content: 'yes' })]).length, 1);
  });

  it('hears what another tab writes, and that it was taken', () => {
    const { outbox, sent } = make();
    const other = { client_id: 'u', content: 'x', files: [], quick_reply: null, at: 1, order: 1, session_id: null, after: null, message_id: null, state: 'pending', detail: '' };
    assert.ok(outbox.hear('out.u', JSON.stringify(other)));
    assert.equal(outbox.waiting, 1);
    assert.equal(sent.length, 0);
    assert.ok(outbox.hear('out.u', null));
    assert.equal(outbox.waiting, 0);
    assert.ok(!outbox.hear('visitor', 'x'));
  });
});

describe('links', () => {
  const of = (text) => linkify(text).filter((p) => p.href).map((p) => p.href);

  it('are found, without what ends the sentence', () => {
    assert.deepEqual(of('See https://a.example/x?y=1, (http://b.example/z_(1)) and www.c.example.'), ['https://a.example/x?y=1', 'http://b.example/z_(1)', 'https://www.c.example/']);
    assert.deepEqual(of('mail ada@shop.example!'), ['mailto:ada@shop.example']);
  });

  it('lose no text', () => {
    const text = 'a https://x.example b <b>c</b> d@e.example.';
    assert.equal(linkify(text).map((p) => p.text).join(''), text);
  });

  it('are never anything but links', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'vbscript:x', '//evil.example', 'file:///etc/passwd']) assert.deepEqual(of(text), []);
    assert.deepEqual(of('javascript:https://a.example'), ['https://a.example/']);
  });
});

describe('language', () => {
  it('is the first that there is a catalogue for', () => {
    assert.equal(chooseLanguage([null, 'nl', 'de-AT', 'fr']).tag, 'de-AT');
    assert.equal(chooseLanguage(['xx', '']).tag, 'en');
    assert.equal(chooseLanguage(['not a tag!', 'es_MX']).tag, 'es-MX');
    assert.equal(chooseLanguage(['en', 'de', 'en-GB']).tag, 'en-GB');
    assert.equal(chooseLanguage(['ar-EG']).direction, 'rtl');
    assert.equal(chooseLanguage(['fr']).direction, 'ltr');
    assert.equal(chooseLanguage(['constructor']).tag, 'en');
  });

  it('has every text in every catalogue, with the same names in it', () => {
    const names = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
    for (const [tag, texts] of Object.entries(catalogues)) {
      assert.deepEqual(Object.keys(texts), Object.keys(catalogues.en), tag);
      for (const key of Object.keys(texts)) assert.equal(names(texts[key]), names(catalogues.en[key]), `${tag}.${key}`);
    }
  });

  it('says days and sizes', () => {
    const de = chooseLanguage(['de']);
    const now = new Date(2026, 0, 5, 12);
    assert.equal(formatDay(new Date(2026, 0, 5, 0, 1), now, de), 'Heute');
    assert.equal(formatDay(new Date(2026, 0, 4, 23, 59), now, de), 'Gestern');
    assert.match(formatDay(new Date(2025, 11, 24), now, de), /24\. Dezember 2025/);
    assert.equal(formatSize(84213, 'en'), '84 kB');
    assert.equal(fill('{a} and {b}', { a: 1 }), '1 and {b}');
  });
});

describe('colours', () => {
  it('are readable whatever the shop chose', () => {
    for (const color of ['#ffffff', '#000', '#ffe600', '#0f6b5c', '#777777', '#ff0000', 'nonsense', null])
      for (const scheme of ['light', 'dark']) {
        const theme = themeOf(color, scheme);
        const rgb = (name) => theme[name].match(/\d+/g).map(Number);
        const paper = scheme === 'light' ? [255, 255, 255] : [23, 25, 30];
        const soft = scheme === 'light' ? [243, 244, 246] : [38, 42, 50];
        assert.ok(contrast(rgb('--accent'), rgb('--on-accent')) >= 4.5, `${color} ${scheme}: text on it`);
        assert.ok(Math.min(contrast(rgb('--accent-text'), paper), contrast(rgb('--accent-text'), soft), contrast(rgb('--accent-text'), rgb('--accent-tint'))) >= 4.5, `${color} ${scheme}: text of it`);
        assert.ok(contrast(rgb('--focus'), paper) >= 3, `${color} ${scheme}: focus`);
      }
  });

  it('are parsed strictly', () => {
    assert.deepEqual(parseColor('#0f6'), [0, 255, 102]);
    assert.equal(parseColor('red; background: url(x)'), null);
    assert.deepEqual(textOn([255, 255, 255]), [17, 19, 24]);
    assert.ok(contrast(readable([200, 200, 200], [255, 255, 255], 4.5), [255, 255, 255]) >= 4.5);
  });
});

describe('rows', () => {
  const language = chooseLanguage(['en']);
  const rows = (messages, more = {}) => rowsOf({
    messages, out: [], isEnd: true, greeting: null, typing: null, now: new Date(Date.UTC(2026, 0, 5, 20)), language,
    markOf: () => 'sent', nameOf: (m) => m.id, isEnded: false, hasRated: false, ...more,
  });
  const kinds = (all) => all.map((r) => r.kind).join(' ');

  it('are grouped by who and when', () => {
    const said = rows([message(1), message(2), mine(3), message(20), message(30)]).filter((r) => r.kind === 'message');
    assert.deepEqual(said.map((r) => [r.isFirst, r.isLast]), [[true, false], [false, true], [true, true], [true, true], [true, true]]);
    assert.equal(said.find((r) => r.isNewestMine).key, 'm3');
  });

  it('offer answers until somebody answers', () => {
    const asked = message(1, { quick_replies: [{ title: 'Yes', payload: 'y' }] });
    assert.equal(kinds(rows([asked])), 'day message choices');
    assert.equal(kinds(rows([asked, mine(2)])), 'day message message');
    assert.equal(kinds(rows([{ ...asked, redacted: true }])), 'day message');
  });

  it('tell nothing of what was removed', () => {
    const [, row] = rows([message(1, { redacted: true, content: 'secret', attachments: [{ id: 'f', name: 'secret.png' }], edited_at: '2026-01-05T12:00:00Z' })]);
    assert.ok(!JSON.stringify(row).includes('secret'));
    assert.ok(row.isRemoved && !row.isEdited);
  });

  it('ask how it was after the end, once', () => {
    assert.equal(kinds(rows([message(1)], { isEnded: true })), 'day message note rating');
    assert.equal(kinds(rows([message(1)], { isEnded: true, hasRated: true })), 'day message note');
    assert.equal(kinds(rows([message(1)])), 'day message');
  });

  it('say where it goes on, and nothing of what is not told', () => {
    const all = rows([message(1, { type: 'transfer', from: 'chat', to: 'email', content: null }), message(2, { type: 'assignment', content: null })]);
    assert.deepEqual(all.map((r) => r.text), [all[0].text, 'The conversation continues by email']);
  });

  it('greet before anything was said, without a date', () => {
    assert.equal(kinds(rows([], { greeting: 'Hello' })), 'message');
    assert.equal(kinds(rows([mine(1)], { greeting: 'Hello' })), 'day message message');
  });

  it('change their state only with what they show', () => {
    const [, before] = rows([mine(1)]);
    const [, same] = rows([mine(1)]);
    const [, read] = rows([mine(1)], { markOf: () => 'read' });
    assert.equal(before.state, same.state);
    assert.notEqual(before.state, read.state);
  });
});

describe('timeline', () => {
  const frame = (m, type = 'new_message') => ({ type, payload: m, position: m.position, previous: null });

  it('is bounded while it is followed, and while it is read', () => {
    const timeline = new Timeline({ following: 20, reading: 40 });
    timeline.replace('s', { messages: [], next_cursor: null, position: 'e1-0' });
    for (let n = 1; n <= 1000; n++) timeline.apply(frame(message(n)));
    assert.ok(timeline.messages.length <= 25);
    assert.deepEqual(timeline.older, { by: 'size' });
    assert.equal(timeline.last.id, 'm1000');
    timeline.follow(false);
    timeline.prepend('s', { messages: Array.from({ length: 60 }, (_, i) => message(900 + i)).reverse(), next_cursor: 'p900', position: 'e1-1000' });
    assert.ok(timeline.messages.length <= 50);
    assert.ok(timeline.isCut);
    assert.equal(timeline.messages[0].id, 'm900');
  });

  it('drops what it knows, and takes changes', () => {
    const timeline = new Timeline();
    timeline.replace('s', { messages: [message(2), message(1)], next_cursor: null, position: 'e1-2' });
    assert.equal(timeline.apply(frame(message(2))), false);
    assert.equal(timeline.apply(frame(message(3))), true);
    assert.equal(timeline.apply({ ...frame({ ...message(1), content: 'better' }, 'message_updated'), position: 'e1-4' }), false);
    assert.deepEqual(timeline.messages.map((m) => m.content), ['better', 'text 2', 'text 3']);
  });

  it('goes on with a further session below the one before', () => {
    const timeline = new Timeline();
    timeline.replace('s1', { messages: [message(2), message(1)], next_cursor: 'p1', position: 'e1-2' });
    timeline.extend({ messages: [message(9)], next_cursor: null, position: 'e1-9' });
    assert.deepEqual(timeline.messages.map((m) => m.id), ['m1', 'm2', 'm9']);
    assert.deepEqual(timeline.older, { by: 'cursor', session: 's1', cursor: 'p1' });
  });
});

describe('uploads', () => {
  class Request {
    static all = [];
    upload = {};
    headers = {};
    open(method, url) { this.url = url; }
    setRequestHeader(name, value) { this.headers[name] = value; }
    send(form) { this.form = form; Request.all.push(this); }
    abort() { this.isAborted = true; }
    answer(status, body = {}) { this.status = status; this.responseText = JSON.stringify(body); this.onload(); }
  }
  const settle = () => new Promise((go) => setTimeout(go, 5));
  const make = () => {
    Request.all = [];
    const said = [];
    const uploads = new Uploads({
      url: 'http://hub.test/attachments', token: async () => 't', spoiled: () => said.push('spoiled'), limits: () => ({ max_bytes: 1000, types: ['image/png', 'text/*'] }),
      changed() {}, said: (u) => said.push(u.fault ?? u.state), Request,
    });
    return { uploads, said };
  };
  const png = (size = 10) => new File([new Uint8Array(size)], 'a.png', { type: 'image/png' });

  it('go up with progress, and are taken once', async () => {
    const { uploads, said } = make();
    uploads.add([png()]);
    await settle();
    const [request] = Request.all;
    assert.equal(request.headers.Authorization, 'Bearer t');
    request.upload.onprogress({ lengthComputable: true, loaded: 5, total: 10 });
    assert.equal(uploads.list[0].progress, 0.5);
    assert.ok(!uploads.isReady);
    request.answer(201, { id: 'f1', name: 'a.png', type: 'image/png', size: 10, url: '/attachments/f1' });
    assert.ok(uploads.isReady);
    assert.deepEqual(uploads.take().map((f) => f.id), ['f1']);
    assert.deepEqual(uploads.take(), []);
    assert.deepEqual(said, ['done']);
  });

  it('are judged here first, then by the hub', async () => {
    const { uploads, said } = make();
    uploads.add([png(2000), new File(['x'], 'a.exe', { type: 'application/x-msdownload' }), png()]);
    await settle();
    assert.equal(Request.all.length, 1);
    Request.all[0].answer(415);
    assert.deepEqual(said, ['tooLarge', 'wrongType', 'wrongType']);
    assert.ok(isAllowed('text/plain', { max_bytes: 1, types: ['text/*'] }) && isAllowed('', { max_bytes: 1, types: ['text/*'] }));
  });

  it('show a token that ended, and begin anew with another', async () => {
    const { uploads, said } = make();
    uploads.add([png()]);
    await settle();
    Request.all[0].answer(401);
    assert.deepEqual(said, ['spoiled']);
    uploads.resume();
    await settle();
    Request.all[1].answer(201, { id: 'f1', name: 'a.png', type: 'image/png', size: 10 });
    assert.equal(uploads.list[0].state, 'done');
  });

  it('give up after a while, and can be asked again', async () => {
    const { uploads, said } = make();
    uploads.add([png()]);
    await settle();
    for (let i = 0; i <= 6; i++) {
      Request.all.at(-1).answer(503);
      uploads.resume();
      await settle();
    }
    assert.deepEqual(said, ['uploadFailed']);
    uploads.retry(uploads.list[0].key);
    await settle();
    assert.equal(uploads.list[0].state, 'uploading');
    assert.equal(Request.all.length, 8);
    uploads.clear();
  });

  it('wait for the network, and can be taken back', async () => {
    const { uploads } = make();
    uploads.add([png()]);
    await settle();
    Request.all[0].onerror();
    assert.equal(uploads.list[0].state, 'waiting');
    uploads.resume();
    await settle();
    assert.equal(Request.all.length, 2);
    uploads.remove(uploads.list[0].key);
    assert.ok(Request.all[1].isAborted);
    assert.equal(uploads.list.length, 0);
  });
});
