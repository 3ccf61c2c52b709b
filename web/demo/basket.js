// SPDX-License-Identifier: Apache-2.0
// The basket is kept by the browser alone: [{id, colour, count}].
import { productOf } from './products.js';

const KEY = 'fjordlys.basket';
const COUNT_MAX = 20;

export function read() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return lines.filter((line) => productOf(line.id) && line.count > 0);
  } catch {
    return []; // of another version, or storage is not allowed
  }
}

function write(lines) {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines));
  } catch {
    return;
  }
  document.dispatchEvent(new Event('basket'));
}

export const countAll = () => read().reduce((sum, line) => sum + line.count, 0);
export const sum = () => read().reduce((total, line) => total + line.count * productOf(line.id).price, 0);

/** Adds `count` (may be negative); a line without anything in it goes. */
export function add(id, colour, count = 1) {
  const lines = read();
  const line = lines.find((other) => other.id === id && other.colour === colour);
  if (line) line.count = Math.min(COUNT_MAX, line.count + count);
  else lines.push({ id, colour, count });
  write(lines.filter((other) => other.count > 0));
}

export const clear = () => write([]);
