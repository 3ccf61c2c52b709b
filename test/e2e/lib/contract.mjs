// SPDX-License-Identifier: Apache-2.0
// Holds answers against /openapi.json, the document that the server itself gives.
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import assert from 'node:assert/strict';

const pattern = (path) => new RegExp('^(?:/v1)?' + path.replace(/\{[^}]+\}/g, '[^/]+') + '$');

export class Contract {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(this.ajv);
    this.ajv.addSchema(document, 'hub');
    // Literal words win over ids.
    const paths = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length);
    this.paths = paths.map((path) => [pattern(path), path]);
    this.checked = new Map();
  }

  /** @returns the pointer of the schema, or null where the document leaves the body open */
  #schemaOf(method, path, status, type) {
    const responses = this.document.paths[path][method.toLowerCase()]?.responses ?? {};
    let pointer = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${status}`;
    let response = responses[status];
    assert.ok(response, `${method} ${path} answered ${status}, which the document does not name`);
    if (response.$ref) {
      pointer = response.$ref.slice(1);
      response = pointer.slice(1).split('/').reduce((at, key) => at[key], this.document);
    }
    const media = type.split(';')[0];
    if (!response.content) return null;
    assert.ok(response.content[media], `${method} ${path} ${status} came as ${media}`);
    return response.content[media].schema ? `${pointer}/content/${media.replaceAll('/', '~1')}/schema` : null;
  }

  #hold(pointer, value, what) {
    const check = this.ajv.getSchema('hub#' + encodeURI(pointer)) ?? this.ajv.compile({ $ref: 'hub#' + encodeURI(pointer) });
    if (!check(value)) assert.fail(`${what} is not as promised: ${this.ajv.errorsText(check.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
    this.checked.set(what, (this.checked.get(what) ?? 0) + 1);
  }

  /** Throws unless the answer is one that the document promises. */
  answer(method, path, status, type, body) {
    const found = this.paths.find(([regexp]) => regexp.test(path));
    if (found === undefined) {
      assert.ok(status >= 400, `${method} ${path} answered ${status} and is not in the document`);
      return;
    }
    const known = this.document.paths[found[1]][method.toLowerCase()];
    if (known === undefined) return assert.equal(status, 405);
    const pointer = this.#schemaOf(method, found[1], status, type);
    if (pointer !== null) this.#hold(pointer, body, `${method} ${found[1]} ${status}`);
  }

  /** Throws unless the frame is one that the document promises. */
  frame(frame) {
    this.#hold('/components/schemas/LiveFrame', frame, 'frame ' + frame.type);
    const payload = { new_message: 'Interaction', session_update: 'SessionSummary', error: 'Problem' }[frame.type];
    if (payload) this.#hold('/components/schemas/' + payload, frame.payload, 'payload of ' + frame.type);
  }
}
