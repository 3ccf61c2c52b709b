// SPDX-License-Identifier: Apache-2.0
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { agoOf } from '../lib/format.ts';
import type { Notification } from '../lib/types.ts';
import { go, useHub, useNow } from './context.tsx';
import { Icon } from './icons.tsx';

function Notice({ notice, now, onOpen }: { notice: Notification; now: number; onOpen: () => void }) {
  return (
    <li>
      <Button className={'notice' + (notice.read ? '' : ' is-unread')} onPress={onOpen}>
        <span className="notice-title">{notice.title}</span>
        <span className="notice-text">{notice.message}</span>
        <time dateTime={notice.created_at}>{agoOf(notice.created_at, now)}</time>
      </Button>
    </li>
  );
}

export function Bell() {
  const hub = useHub();
  const now = useNow();
  if (hub.agentId === null) return null;
  const { items, unread } = hub.notices;
  return (
    <DialogTrigger>
      <Button className="icon-button bell" aria-label={unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'}>
        <Icon name="bell" />
        {unread > 0 && <span className="count" aria-hidden="true">{unread > 9 ? '9+' : unread}</span>}
      </Button>
      <Popover className="popover notices-popover" placement="bottom end">
        <Dialog className="notices" aria-label="Notifications">
          {({ close }) => (
            <>
              <h2>Notifications</h2>
              {items.length === 0 && <p className="empty">Nothing yet.</p>}
              <ul>
                {items.map((notice) => (
                  <Notice
                    key={notice.id}
                    notice={notice}
                    now={now}
                    onOpen={() => {
                      void hub.notices.markRead(notice.id);
                      if (notice.session_id !== null) go({ session: notice.session_id });
                      close();
                    }}
                  />
                ))}
              </ul>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
