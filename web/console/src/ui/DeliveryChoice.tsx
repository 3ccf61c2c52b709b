// SPDX-License-Identifier: Apache-2.0
// What a supervisor can do about a message that did not arrive, or has not left.
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { cancelDelivery, replayDelivery } from '../lib/actions.ts';
import { deliveryChoice } from '../lib/delivery.ts';
import type { Interaction } from '../lib/types.ts';
import { attempt, useHub } from './context.tsx';
import { Sheet } from './parts.tsx';

function DoubtDialog({ onSend, onClose }: { onSend: () => void; onClose: () => void }) {
  return (
    <Sheet title="Send it again?" isOpen onClose={onClose} size="s">
      <div className="dialog-body">
        <p>Nobody can say whether the customer has it: the line broke before the provider answered. Sent again, it may reach them twice.</p>
        <footer className="dialog-foot">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            className="button is-primary"
            onPress={() => {
              onClose();
              onSend();
            }}
          >
            Send again
          </Button>
        </footer>
      </div>
    </Sheet>
  );
}

function Choice({ entry, choice }: { entry: Interaction; choice: 'replay' | 'cancel' }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  async function act(action: () => Promise<void>, done: string) {
    setBusy(true);
    await attempt(action, done);
    setBusy(false);
  }
  const isDoubtful = entry.delivery?.status === 'unknown';
  const replay = () => void act(() => replayDelivery(entry.id, isDoubtful), 'It is sent again.');
  return (
    <p className="again">
      {choice === 'replay' ? (
        <Button className="link" isDisabled={isBusy} onPress={() => (isDoubtful ? setAsking(true) : replay())}>
          Send again
        </Button>
      ) : (
        <Button className="link" isDisabled={isBusy} onPress={() => void act(() => cancelDelivery(entry.id), 'It will not be sent.')}>
          Do not send
        </Button>
      )}
      {isAsking && <DoubtDialog onSend={replay} onClose={() => setAsking(false)} />}
    </p>
  );
}

export function DeliveryChoice({ entry }: { entry: Interaction }) {
  const choice = deliveryChoice(entry.delivery);
  return choice === null ? null : <Allowed entry={entry} choice={choice} />;
}

function Allowed({ entry, choice }: { entry: Interaction; choice: 'replay' | 'cancel' }) {
  const { scope } = useHub().me;
  return scope === 'supervisor' || scope === 'admin' ? <Choice entry={entry} choice={choice} /> : null;
}
