// SPDX-License-Identifier: Apache-2.0
// Elements, made one by one: no markup is ever parsed, so that Trusted Types have nothing to ask.

type Child = Node | string | null | false;
type Listener = (event: never) => void;
type Attributes = Record<string, string | number | boolean | null | undefined | Listener>;

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.filter((c): c is Node | string => c !== null && c !== false));
  return element;
}

/** For eyes that listen. */
export function hidden(text: string): HTMLElement {
  return h('span', { class: 'sr' }, text);
}

const SVG = 'http://www.w3.org/2000/svg';

const icons = {
  chat: 'M20.5 11.6c0 4.1-3.8 7.4-8.5 7.4-1.2 0-2.4-.2-3.4-.6L4 20l1.2-3.7c-1.1-1.3-1.7-2.9-1.7-4.7 0-4.1 3.8-7.4 8.5-7.4s8.5 3.3 8.5 7.4Z',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  down: 'M6 9.5l6 6 6-6',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  clip: 'M19.5 11.3l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l7.9-7.9a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.8a1.5 1.5 0 0 1-2.2-2.1l7.3-7.3',
  clock: 'M12 7.5V12l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0Z',
  check: 'M5.5 12.5l4.2 4.2 8.8-9.2',
  checks: 'M2.5 12.5l4.2 4.2 8.6-9M12 15.6l1.1 1.1 8.6-9',
  alert: 'M12 7.5v5.2M12 16.3v.2M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z',
  file: 'M13.5 3.5H7.7A1.7 1.7 0 0 0 6 5.2v13.6c0 .9.8 1.7 1.7 1.7h8.6c.9 0 1.7-.8 1.7-1.7V8l-4.5-4.5ZM13.5 3.5V8H18',
  star: 'M12 4.2l2.4 4.9 5.4.8-3.9 3.8.9 5.4-4.8-2.6-4.8 2.6.9-5.4-3.9-3.8 5.4-.8L12 4.2Z',
  cloud: 'M4 4l16 16M8.5 7.2A6 6 0 0 1 17.6 11a4 4 0 0 1 2.6 6.4M17 18.5H7.5a4 4 0 0 1-1-7.9',
};

export type IconName = keyof typeof icons;

export function icon(name: IconName, size = 24): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  set(svg, { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', class: 'icon i-' + name });
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}

/** A button that shows a sign and says a word. */
export function iconButton(name: IconName, label: string, attributes: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', 'aria-label': label, title: label, ...attributes }, icon(name, 20));
}
