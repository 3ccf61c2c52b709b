// SPDX-License-Identifier: Apache-2.0
// Which language the widget speaks, and how it says things in it.
import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';

export type { Texts };

export const catalogues: Record<string, Texts> = { en, de, es, fr, ar };

const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

export interface Language {
  /** As it was asked for: dates follow the region, too. */
  tag: string;
  texts: Texts;
  direction: 'ltr' | 'rtl';
}

function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** The first of the wishes that there is a catalogue for, else English. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): Language {
  const tags = wishes.map((wish) => (wish ?? '').replace(/_/g, '-')).filter((wish) => primary(wish) in catalogues && isTag(wish));
  const first = tags[0] ?? 'en';
  // A page says "en", the reader's browser knows which.
  const found = first.includes('-') ? first : (tags.find((tag) => tag.startsWith(first + '-')) ?? first);
  return { tag: found, texts: catalogues[primary(found)]!, direction: RIGHT_TO_LEFT.has(primary(found)) ? 'rtl' : 'ltr' };
}

/** Puts values into a text's {names}. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function formatSize(bytes: number, tag: string): string {
  const [unit, size] = bytes < 1000 ? ['byte', bytes] as const : bytes < 1e6 ? ['kilobyte', bytes / 1e3] as const : ['megabyte', bytes / 1e6] as const;
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

/** Today, Yesterday, or the date. */
export function formatDay(at: Date, now: Date, language: Language): string {
  const day = (d: Date): number => Math.round(new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime() / 864e5);
  const ago = day(now) - day(at);
  if (ago === 0) return language.texts.today;
  if (ago === 1) return language.texts.yesterday;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return new Intl.DateTimeFormat(language.tag, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at);
}

export function formatTime(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language.tag, { hour: 'numeric', minute: '2-digit' }).format(at);
}
