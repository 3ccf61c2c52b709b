// SPDX-License-Identifier: Apache-2.0
// Whether api/asyncapi.json is an AsyncAPI document whose references lead somewhere.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const INFORMATION = 2; // and less: that there is a newer version of the specification
const path = new URL('../../api/asyncapi.json', import.meta.url);
const { document, diagnostics } = await new Parser().parse(await readFile(path, 'utf8'));
const faults = diagnostics.filter((one) => one.severity < INFORMATION);
for (const one of faults) console.log(`api/asyncapi.json: ${one.path.join('/')}: ${one.message}`);
if (faults.length > 0 || document === undefined || document.allOperations().length === 0) process.exit(1);
console.log(`api/asyncapi.json: ${document.allMessages().length} messages, well described.`);
