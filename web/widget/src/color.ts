// SPDX-License-Identifier: Apache-2.0
// The shop's colour, made readable: WCAG contrast on it and of it.

export type Rgb = readonly [number, number, number];

export function parseColor(text: string | null | undefined): Rgb | null {
  const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec((text ?? '').trim());
  if (match === null) return null;
  const hex = match[1]!.length === 3 ? match[1]!.replace(/./g, '$&$&') : match[1]!;
  return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((c, i) => Math.round(c + (b[i]! - c) * share)) as unknown as Rgb;
}

export function css(color: Rgb): string {
  return `rgb(${color.join(' ')})`;
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [17, 19, 24];

/** White or near black, whichever is easier to read on it. */
export function textOn(color: Rgb): Rgb {
  return contrast(color, WHITE) >= 4.5 || contrast(color, WHITE) >= contrast(color, BLACK) ? WHITE : BLACK;
}

/** The nearest shade of it that has that contrast on the background. */
export function readable(color: Rgb, background: Rgb, least: number): Rgb {
  const goal = luminance(background) > 0.4 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) if (contrast(mix(color, goal, share), background) >= least) return mix(color, goal, share);
  return goal;
}
