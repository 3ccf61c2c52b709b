// SPDX-License-Identifier: Apache-2.0
// Which events an endpoint is told: all, or those that are ticked in a list that can be searched. The list is the
// hub's own description.
import { useEffect, useId, useState } from 'react';
import { Button, Checkbox, Input, Radio, RadioGroup, SearchField } from 'react-aria-components';
import { sentence } from '../lib/channels.ts';
import { areasOf, found, hasArea, hasType, isAll, readCatalog, withArea, withType } from '../lib/webhooks.ts';
import type { EventType } from '../lib/webhooks.ts';
import { Icon } from './icons.tsx';

interface TickProps {
  isTicked: boolean;
  isHalf?: boolean;
  onChange: (isTicked: boolean) => void;
  name: string;
  what: string;
}

function Tick({ isTicked, isHalf = false, onChange, name, what }: TickProps) {
  return (
    <Checkbox className="tick" isSelected={isTicked} isIndeterminate={isHalf && !isTicked} onChange={onChange}>
      <span className="tick-box" aria-hidden="true">
        {isTicked ? <Icon name="check" size={13} /> : isHalf ? <span className="tick-half" /> : null}
      </span>
      <span>
        <span className="tick-name">{name}</span> <small>{what}</small>
      </span>
    </Checkbox>
  );
}

interface AreaProps {
  area: string;
  types: EventType[];
  catalog: EventType[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function Area({ area, types, catalog, chosen, onChange }: AreaProps) {
  const ofArea = catalog.filter((type) => type.area === area);
  return (
    <li>
      {ofArea.length > 1 && (
        <Tick isTicked={hasArea(chosen, area)} isHalf={ofArea.some((type) => hasType(chosen, type))} onChange={(on) => onChange(withArea(chosen, area, on))} name={area + '.*'} what="all of them, and those to come" />
      )}
      <ul className={ofArea.length > 1 ? 'tick-types' : ''}>
        {types.map((type) => (
          <li key={type.name}>
            <Tick isTicked={hasType(chosen, type)} onChange={(on) => onChange(withType(chosen, catalog, type, on))} name={type.name} what={type.what} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Picker({ catalog, chosen, onChange }: { catalog: EventType[]; chosen: string[]; onChange: (chosen: string[]) => void }) {
  const [text, setText] = useState('');
  const shown = catalog.filter((type) => found(type, text.trim()));
  // What the hub does not list any more, or never did, is not lost by an edit.
  const strange = chosen.filter((pattern) => pattern !== '*' && !catalog.some((type) => type.name === pattern || type.area + '.*' === pattern));
  return (
    <div className="ticks">
      <SearchField className="search" aria-label="Search the events" value={text} onChange={setText}>
        <Icon name="search" size={16} />
        <Input className="input" placeholder="Search the events" />
        <Button className="search-clear" aria-label="Clear the search">
          <Icon name="close" size={14} />
        </Button>
      </SearchField>
      <ul className="ticks-list" aria-label="Events">
        {areasOf(shown).map((area) => (
          <Area key={area} area={area} types={shown.filter((type) => type.area === area)} catalog={catalog} chosen={chosen} onChange={onChange} />
        ))}
        {strange.map((pattern) => (
          <li key={pattern}>
            <Tick isTicked onChange={() => onChange(chosen.filter((one) => one !== pattern))} name={pattern} what="" />
          </li>
        ))}
        {shown.length === 0 && <li className="empty-line">No event is called so.</li>}
      </ul>
    </div>
  );
}

export function EventFilter({ chosen, fault, onChange }: { chosen: string[]; fault: string | undefined; onChange: (chosen: string[]) => void }) {
  const [catalog, setCatalog] = useState<EventType[] | null>(null);
  const [some, setSome] = useState<string[]>(() => (isAll(chosen) ? [] : chosen));
  const faultId = useId();
  useEffect(() => {
    readCatalog().then(setCatalog, () => setCatalog([]));
  }, []);
  const choose = (events: string[]) => {
    setSome(events);
    onChange(events);
  };
  return (
    <div className="event-filter" role="group" aria-label="Events" aria-describedby={fault === undefined ? undefined : faultId}>
      <RadioGroup className="event-which" value={isAll(chosen) ? 'all' : 'some'} onChange={(which) => onChange(which === 'all' ? ['*'] : some)} isInvalid={fault !== undefined} aria-label="Which events">
        <span className="react-aria-Label" aria-hidden="true">
          Events
        </span>
        <span className="segments">
          <Radio value="all" className="segment">
            All, and those to come
          </Radio>
          <Radio value="some" className="segment">
            Only some
          </Radio>
        </span>
      </RadioGroup>
      {!isAll(chosen) && catalog !== null && <Picker catalog={catalog} chosen={chosen} onChange={choose} />}
      {fault !== undefined && (
        <p className="field-fault" id={faultId} role="alert">
          {sentence(fault)}
        </p>
      )}
    </div>
  );
}
