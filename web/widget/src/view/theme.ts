// SPDX-License-Identifier: Apache-2.0
// The colours that come of the shop's one, as custom properties, for light and for dark.
import { contrast, css, mix, parseColor, readable, textOn, type Rgb } from '../color.ts';

const DEFAULT: Rgb = [47, 84, 235];
const PAPER: Record<'light' | 'dark', Rgb> = { light: [255, 255, 255], dark: [23, 25, 30] };
/** Of what the other side says; text on it is read worse than on the paper. */
const SOFT: Record<'light' | 'dark', Rgb> = { light: [243, 244, 246], dark: [38, 42, 50] };

/** A surface of the colour on which text can be read, nearly as it was given. */
function surface(color: Rgb): { fill: Rgb; text: Rgb } {
  const text = textOn(color);
  return { fill: contrast(color, text) >= 4.5 ? color : readable(color, text, 4.5), text };
}

export function themeOf(color: string | null | undefined, scheme: 'light' | 'dark'): Record<string, string> {
  const paper = PAPER[scheme];
  const accent = parseColor(color) ?? DEFAULT;
  // A fill that drowns in the paper is lifted out of it.
  const { fill, text } = surface(readable(accent, paper, 1.6));
  return {
    '--accent': css(fill),
    '--on-accent': css(text),
    '--accent-hover': css(mix(fill, text, 0.1)),
    '--accent-text': css(readable(accent, SOFT[scheme], 4.8)),
    '--accent-tint': css(mix(paper, accent, scheme === 'light' ? 0.1 : 0.16)),
    '--accent-line': css(mix(paper, readable(accent, paper, 3), 0.55)),
    '--focus': css(readable(accent, paper, 3.2)),
  };
}
