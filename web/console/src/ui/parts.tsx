// SPDX-License-Identifier: Apache-2.0
// Small parts that are used everywhere.
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay, Tooltip, TooltipTrigger } from 'react-aria-components';
import { initialsOf, toneOf } from '../lib/format.ts';
import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

export function Avatar({ id, name, size = 'm', isOnline }: { id: string; name: string; size?: 's' | 'm' | 'l'; isOnline?: boolean }) {
  return (
    <span className={`avatar avatar-${size} tone-${toneOf(id)}`} aria-hidden="true">
      {initialsOf(name)}
      {isOnline && <span className="lamp is-online" />}
    </span>
  );
}

interface IconButtonProps {
  icon: IconName;
  label: string;
  /** The key that does the same. */
  hint?: string;
  onPress?: () => void;
  isDisabled?: boolean;
  className?: string;
  isPressed?: boolean;
}

export function IconButton({ icon, label, hint, onPress, isDisabled, className = '', isPressed }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button className={'icon-button ' + className} aria-label={label} aria-pressed={isPressed} onPress={onPress} isDisabled={isDisabled}>
        <Icon name={icon} />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {hint && <kbd>{hint}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface SheetProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  size?: 's' | 'm';
  /** Closed by what is in it alone: neither by a press beside it nor by a key. */
  isFirm?: boolean;
}

/** A dialog; on a phone it takes the whole width from below. */
export function Sheet({ title, isOpen, onClose, children, size = 'm', isFirm = false }: SheetProps) {
  return (
    <ModalOverlay className="overlay" isDismissable={!isFirm} isKeyboardDismissDisabled={isFirm} isOpen={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Modal className={'sheet sheet-' + size}>
        <Dialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            {!isFirm && <IconButton icon="close" label="Close" onPress={onClose} />}
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A value, or a dash where there is none. */
export function Value({ children }: { children: string | number | null | undefined }) {
  const isNone = children === null || children === undefined || children === '';
  return isNone ? (
    <span className="none">
      <span aria-hidden="true">–</span>
      <span className="unseen">none</span>
    </span>
  ) : (
    <>{children}</>
  );
}

export function Spinner({ label }: { label: string }) {
  return (
    <div className="spinner" role="status">
      <span className="spinner-ring" aria-hidden="true" />
      <span>{label}</span>
    </div>
  );
}
