// SPDX-License-Identifier: Apache-2.0
// What an agent does with a session.
import { answerOf, call } from './api.ts';
import type { Hub } from './hub.ts';
import { newId } from './outbox.ts';
import type { FileRef, Session, Transferred } from './types.ts';

export async function assign(hub: Hub, id: string, to: { agent_id?: string | null; queue?: string | null }): Promise<void> {
  hub.takeSession((await call('POST /session/{id}/assign', { path: { id }, body: to })) as Session);
}

/** A dead letter once more; what is in doubt may reach the customer twice. */
export async function replayDelivery(id: string, mayDouble: boolean): Promise<void> {
  await call('POST /deliveries/{id}/replay', { path: { id }, body: mayDouble ? { accept_duplicate: true } : {} });
}

export async function cancelDelivery(id: string): Promise<void> {
  await call('POST /deliveries/{id}/cancel', { path: { id }, body: {} });
}

export async function resolve(hub: Hub, id: string, resolution: string): Promise<void> {
  hub.takeSession(await call('POST /session/{id}/resolve', { path: { id }, body: resolution === '' ? {} : { resolution } }));
}

export async function reopen(hub: Hub, id: string): Promise<void> {
  hub.takeSession(await call('POST /session/{id}/reopen', { path: { id }, body: {} }));
}

/** `seconds` null wakes it. */
export async function snooze(hub: Hub, id: string, seconds: number | null): Promise<void> {
  hub.takeSession(await call('POST /session/{id}/snooze', { path: { id }, body: seconds === null ? { until: null } : { seconds } }));
}

export async function tag(hub: Hub, id: string, change: { add?: string[]; remove?: string[] }): Promise<void> {
  hub.takeSession(await call('POST /session/{id}/tags', { path: { id }, body: change }));
}

export async function setPriority(hub: Hub, id: string, priority: string): Promise<void> {
  hub.takeSession(await call('PUT /session/{id}', { path: { id }, body: { priority } }));
}

export interface TransferTo {
  to_channel?: string;
  to_agent?: string;
  to_queue?: string;
  context_data?: Record<string, unknown>;
  reason?: string;
}

export async function transfer(id: string, to: TransferTo, once: string): Promise<Transferred> {
  return call('POST /session/{id}/transfer', { path: { id }, body: { ...to }, once });
}

export async function setStatus(hub: Hub, status: 'online' | 'away' | 'busy' | 'offline'): Promise<void> {
  if (hub.agentId === null) return;
  hub.agent = await call('PUT /agents/{id}/status', { path: { id: hub.agentId }, body: { status } });
  hub.changed();
}

export async function logOut(): Promise<void> {
  await call('POST /auth/logout', { body: {} }).catch(() => {});
}

/** Sends a file up; `progress` hears the share that is there, 0 to 1. */
export function upload(file: File, session: string, progress: (share: number) => void, signal: AbortSignal): Promise<FileRef> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.set('session_id', session);
    form.set('file', file, file.name || 'picture.png');
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const response = new Response(request.responseText, { status: Math.max(200, request.status), headers: { 'content-type': request.getResponseHeader('content-type') ?? '' } });
      answerOf(response).then((answer) => done(answer as FileRef), failed);
    };
    request.onerror = () => failed(new Error('the hub does not answer'));
    request.onabort = () => failed(new Error('taken back'));
    signal.addEventListener('abort', () => request.abort());
    request.open('POST', '/attachments');
    request.setRequestHeader('Idempotency-Key', newId());
    request.send(form);
  });
}
