// SPDX-License-Identifier: Apache-2.0
// Positions `EPOCH-N`: places in the tenant's order of events.

/** The number of a position; -1 for none. */
export function numberOf(position: string | null | undefined): number {
  const number = position ? Number(position.slice(position.lastIndexOf('-') + 1)) : NaN;
  return Number.isSafeInteger(number) ? number : -1;
}

export function epochOf(position: string | null | undefined): string {
  return position ? position.slice(0, position.lastIndexOf('-')) : '';
}

/** Whether what was read at `position` knows everything up to `from`. */
export function isNotOlder(position: string, from: string | null): boolean {
  return from === null || (epochOf(from) === epochOf(position) && numberOf(position) >= numberOf(from));
}
