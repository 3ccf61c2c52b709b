// SPDX-License-Identifier: Apache-2.0
// The end of a form in a sheet: what is wrong and stands beside no field of it, and the way out.
import { Button } from 'react-aria-components';
import { sentence } from '../lib/channels.ts';

interface FormFootProps {
  /** By the name of the field; "" is the whole form. */
  faults: [string, string][];
  nameOf?: (field: string) => string;
  isBusy: boolean;
  verb: string;
  onClose: () => void;
}

export function FormFoot({ faults, nameOf = (field) => field, isBusy, verb, onClose }: FormFootProps) {
  return (
    <>
      {faults.map(([field, text]) => (
        <p key={field} className="hint is-bad" role="alert">
          {field === '' ? sentence(text) : `${nameOf(field)}: ${text}`}
        </p>
      ))}
      <footer className="dialog-foot is-sticky">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button type="submit" className="button is-primary" isDisabled={isBusy}>
          {isBusy ? 'Saving…' : verb}
        </Button>
      </footer>
    </>
  );
}
