// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Outbox } from '../src/lib/outbox.ts';
import type { Outgoing } from '../src/lib/outbox.ts';
import type { Interaction, LiveFrame, LiveRequest } from '../src/lib/types.ts';

class Wire {
  isOpen = true;
  sent: { client_id: string; content: string }[] = [];
  kept: string | null = null;
  notes: Outgoing[] = [];
  noteAnswer: () => Promise<Interaction> = async () => ({ id: 'n1' }) as Interaction;
  noted: string[] = [];
  outbox = this.make();

  make(): Outbox {
    return new Outbox({
      request: (request: LiveRequest) => {
        if (this.isOpen) this.sent.push(request.payload as { client_id: string; content: string });
        return this.isOpen;
      },
      postNote: async (note) => {
        this.notes.push(note);
        return this.noteAnswer();
      },
      noted: (note) => this.noted.push(note.id),
      changed: () => {},
      againMs: 5,
      store: { read: () => this.kept, write: (text) => (this.kept = text) },
    });
  }

  say(content: string, kind: 'message' | 'note' = 'message'): string {
    return this.outbox.add({ session_id: 's', kind, content });
  }

  answer(client_id: string, type: 'delivery_update' | 'error' = 'delivery_update', more = {}): void {
    this.outbox.heard({ type, payload: { client_id, ...more } } as unknown as LiveFrame);
  }

  get contents(): string[] {
    return this.sent.map((one) => one.content);
  }
}

describe('the outbox', () => {
  it('sends one after the other', () => {
    const wire = new Wire();
    const first = wire.say('one');
    wire.say('two');
    assert.deepEqual(wire.contents, ['one']);
    wire.answer(first);
    assert.deepEqual(wire.contents, ['one', 'two']);
    assert.deepEqual(wire.outbox.of('s').map((item) => item.content), ['two']);
  });

  it('sends again what was not acknowledged, under the same id', () => {
    const wire = new Wire();
    const id = wire.say('one');
    wire.say('two');
    wire.isOpen = false;
    wire.outbox.reconnected();
    wire.isOpen = true;
    wire.outbox.reconnected();
    assert.deepEqual(wire.sent.map((one) => one.client_id), [id, id]);
  });

  it('takes an entry of the timeline for an acknowledgement', () => {
    const wire = new Wire();
    const id = wire.say('one');
    wire.outbox.seen([{ provider_message_id: 'ws:a:1:s:' + id } as Interaction], 's');
    assert.equal(wire.outbox.size, 0);
    wire.outbox.seen([{ provider_message_id: null } as Interaction], 's');
  });

  it('keeps what was refused, and goes on with the next', () => {
    const wire = new Wire();
    const first = wire.say('bad');
    const second = wire.say('good');
    wire.answer(first, 'error', { status: 422, detail: 'no' });
    assert.deepEqual(wire.outbox.of('s').map((item) => [item.state, item.detail]), [['refused', 'no'], ['pending', '']]);
    wire.answer(second);
    wire.outbox.retry(first);
    assert.deepEqual(wire.contents, ['bad', 'good', 'bad']);
    wire.outbox.discard(first);
    assert.equal(wire.outbox.size, 0);
  });

  it('waits and sends again when the hub is busy', async () => {
    const wire = new Wire();
    const id = wire.say('one');
    wire.answer(id, 'error', { status: 503, detail: 'later' });
    assert.equal(wire.sent.length, 1);
    await new Promise((go) => setTimeout(go, 30));
    assert.equal(wire.sent.length, 2);
  });

  it('is there after a reload', () => {
    const wire = new Wire();
    wire.isOpen = false;
    const id = wire.say('one');
    wire.isOpen = true;
    wire.outbox = wire.make();
    wire.outbox.reconnected();
    assert.deepEqual(wire.sent.map((one) => one.client_id), [id]);
    wire.kept = 'not JSON';
    assert.equal(wire.make().size, 0);
  });

  it('posts notes in their place', async () => {
    const wire = new Wire();
    const first = wire.say('one');
    wire.say('a note', 'note');
    assert.equal(wire.notes.length, 0);
    wire.answer(first);
    await new Promise((go) => setImmediate(go));
    assert.deepEqual(wire.notes.map((note) => note.content), ['a note']);
    assert.deepEqual(wire.noted, ['n1']);
    assert.equal(wire.outbox.size, 0);
  });

  it('takes a note that is told before its answer for sent, and no other', () => {
    const wire = new Wire();
    wire.noteAnswer = () => new Promise(() => {});
    wire.say('a note', 'note');
    const told = (content: string, timestamp: string) => wire.outbox.seen([{ type: 'note', content, timestamp, provider_message_id: null } as Interaction], 's');
    told('a note', '2000-01-01T00:00:00Z');
    told('another', '2999-01-01T00:00:00Z');
    assert.equal(wire.outbox.size, 1);
    told('a note', '2999-01-01T00:00:00Z');
    assert.equal(wire.outbox.size, 0);
  });

  it('tells why a note was refused', async () => {
    const wire = new Wire();
    wire.noteAnswer = () => Promise.reject(Object.assign(new Error('x'), { status: 422, detail: 'too long' }));
    wire.say('a note', 'note');
    await new Promise((go) => setImmediate(go));
    assert.deepEqual(wire.outbox.of('s').map((item) => [item.state, item.detail]), [['refused', 'too long']]);
  });
});
