// SPDX-License-Identifier: Apache-2.0
/** The product's mark: many lines into one. */
export function Mark({ isSmall = false }: { isSmall?: boolean }) {
  return (
    <span className={'mark' + (isSmall ? ' is-small' : '')}>
      <svg viewBox="0 0 32 32" width={isSmall ? 24 : 36} height={isSmall ? 24 : 36} aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M7 9c8 0 6 7 12 7M7 23c8 0 6-7 12-7M7 16h18" />
        <circle cx="24" cy="16" r="3" />
      </svg>
      <span>Omnichannel Hub</span>
    </span>
  );
}
