// SPDX-License-Identifier: Apache-2.0
// Addresses in texts, as links. Only http and https: whatever else a text says stays text.
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"'“”‘’]+/g;
const TRAILING = /[.,;:!?)\]}]+$/;

export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (!URL.canParse(address)) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), href: null });
    pieces.push({ text: address, href: address });
    at = match.index + address.length;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), href: null });
  return pieces;
}
