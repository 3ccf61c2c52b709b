// SPDX-License-Identifier: Apache-2.0
// Positions are `EPOCH-N`; only those of one epoch can be compared.

/** The number of a position; -1 for none. */
export function numberOf(position: string | null | undefined): number {
  const number = position ? Number(position.slice(position.lastIndexOf('-') + 1)) : NaN;
  return Number.isSafeInteger(number) ? number : -1;
}

export function epochOf(position: string | null | undefined): string {
  return position ? position.slice(0, position.lastIndexOf('-')) : '';
}

/** Whether `a` is behind `b`: something of another epoch is behind nothing. */
export function isNewer(a: string | null | undefined, b: string | null | undefined): boolean {
  if (!a) return false;
  return epochOf(a) !== epochOf(b) || numberOf(a) > numberOf(b);
}
