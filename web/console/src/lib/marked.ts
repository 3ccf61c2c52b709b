// SPDX-License-Identifier: Apache-2.0
// Excerpts of the search: HTML in which only `<mark>` means something, read without letting a browser parse it.
export interface Part {
  text: string;
  isFound: boolean;
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&#x27;': "'" };
const plain = (html: string) => html.replace(/&(?:lt|gt|amp|quot|#39|#x27);/g, (entity) => entities[entity] ?? entity);

export function marked(html: string): Part[] {
  const parts: Part[] = [];
  let isFound = false;
  for (const piece of html.split(/(<\/?mark>)/)) {
    if (piece === '<mark>') isFound = true;
    else if (piece === '</mark>') isFound = false;
    else if (piece !== '') parts.push({ text: plain(piece), isFound });
  }
  return parts;
}
