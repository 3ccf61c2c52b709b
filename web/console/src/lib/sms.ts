// SPDX-License-Identifier: Apache-2.0
// How a text is cut into segments of an SMS: the rules of src/codec/sms_text.c, held to the same vectors.

const ONE = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const TWO = new Set('\f^{}\\[~]|€');

export interface SmsSize {
  encoding: 'GSM-7' | 'UCS-2';
  characters: number;
  units: number;
  segments: number;
  left: number;
}

/** What of a text GSM-7 does not have, so that all of it goes as Unicode; each once. */
export const beyondGsm = (text: string): string[] => [...new Set(text)].filter((c) => !ONE.has(c) && !TWO.has(c));

export function measureSms(text: string): SmsSize {
  const characters = [...text];
  const isGsm = characters.every((c) => ONE.has(c) || TWO.has(c));
  const width = (c: string) => (isGsm ? (TWO.has(c) ? 2 : 1) : c.length);
  const units = characters.reduce((sum, c) => sum + width(c), 0);
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const one = isGsm ? 160 : 70;
  const many = isGsm ? 153 : 67;
  if (units <= one) return { encoding, characters: characters.length, units, segments: units > 0 ? 1 : 0, left: units > 0 ? one - units : 0 };
  let segments = 0;
  let used = many;
  for (const c of characters) {
    if (used + width(c) > many) {
      segments++;
      used = 0;
    }
    used += width(c);
  }
  return { encoding, characters: characters.length, units, segments, left: many - used };
}
