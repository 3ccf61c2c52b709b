// SPDX-License-Identifier: Apache-2.0
// What the hub notified this agent of.
import { call } from './api.ts';
import type { LiveFrame, Notification } from './types.ts';

const KEPT = 50;

export class Notices {
  items: Notification[] = [];
  /** The newest that came while the page was open, to be shown for a moment. */
  fresh: Notification | null = null;

  constructor(
    private readonly agentId: string | null,
    private readonly changed: () => void,
  ) {}

  get unread(): number {
    return this.items.filter((item) => !item.read).length;
  }

  async read(): Promise<void> {
    if (this.agentId === null) return;
    const page = await call('GET /notifications', { query: { limit: KEPT } }).catch(() => null);
    if (page !== null) this.items = page.notifications;
    this.changed();
  }

  heard(frame: LiveFrame): void {
    const notice = frame.payload as unknown as Notification;
    const at = this.items.findIndex((item) => item.id === notice.id);
    if (at >= 0) {
      this.items[at] = notice;
      return;
    }
    this.items = [notice, ...this.items].slice(0, KEPT);
    if (!notice.read) this.fresh = notice;
  }

  async markRead(id: string): Promise<void> {
    const item = this.items.find((one) => one.id === id);
    if (item === undefined || item.read) return;
    item.read = true;
    this.changed();
    await call('PUT /notifications/{id}/read', { path: { id }, body: {} }).catch(() => {
      item.read = false;
      this.changed();
    });
  }
}
