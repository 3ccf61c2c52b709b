// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a shop's server would hand to the page of somebody who is signed in there. */
export function identityToken(secret, claims) {
  const now = Math.floor(Date.now() / 1000);
  const text = base64({ alg: 'HS256', typ: 'JWT' }) + '.' + base64({ iat: now, exp: now + 3600, ...claims });
  return text + '.' + createHmac('sha256', secret).update(text).digest('base64url');
}
