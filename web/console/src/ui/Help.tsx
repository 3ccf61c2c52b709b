// SPDX-License-Identifier: Apache-2.0
import { Sheet } from './parts.tsx';
import { shortcuts } from './shortcuts.ts';

export function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Sheet title="Keyboard" isOpen={isOpen} onClose={onClose} size="s">
      <dl className="shortcuts">
        {shortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split('  or  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
