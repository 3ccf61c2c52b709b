// SPDX-License-Identifier: Apache-2.0
// Finds the links in what somebody wrote. Only http, https and mailto; everything else stays text.

export interface Piece {
  text: string;
  href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"'`]+|\bwww\.[^\s<>"'`]+\.[^\s<>"'`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

// What ends a sentence, or closes what was opened before the link, is not of it.
function trimmed(link: string): string {
  let end = link.replace(/[.,;:!?…]+$/, '');
  for (const [open, close] of ['()', '[]', '{}'] as unknown as [string, string][])
    while (end.endsWith(close) && end.split(close).length > end.split(open).length) end = end.slice(0, -1).replace(/[.,;:!?…]+$/, '');
  return end;
}

function addressOf(link: string): string | undefined {
  const text = /^https?:/i.test(link) ? link : /^www\./i.test(link) ? 'https://' + link : 'mailto:' + link;
  try {
    const url = new URL(text);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimmed(match[0]);
    const href = addressOf(link);
    if (href === undefined) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: link, href });
    at = match.index + link.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
