// SPDX-License-Identifier: Apache-2.0
// Twilio's API as Prism mocks it from the provider's own OpenAPI document, both as npm packages carry them
// (../../prism), and between it and whoever asks something that writes down what was asked and answered. One start
// takes some seconds.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../prism/node_modules', import.meta.url));
const program = join(packages, '@stoplight/prism-cli/dist/index.js');
const document = join(packages, '@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json');

const listen = async (server) => {
  await new Promise((ready, failed) => server.once('error', failed).listen(0, '127.0.0.1', ready));
  return server.address().port;
};

async function freePort() {
  const server = createPort();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * The document with what OpenAPI takes for granted written out. In a form an array without an `encoding` is `style:
 * form, explode: true`, a key repeated; Prism 5.8 reads a form's array only where that stands in the document, and
 * takes it for a text otherwise. Nothing that the document says is changed by it.
 */
function spelledOut(spec) {
  for (const path of Object.values(spec.paths))
    for (const operation of Object.values(path)) {
      const form = operation?.requestBody?.content?.['application/x-www-form-urlencoded'];
      const arrays = Object.entries(form?.schema?.properties ?? {}).filter(([, property]) => property.type === 'array');
      if (arrays.length > 0) form.encoding ??= Object.fromEntries(arrays.map(([name]) => [name, { style: 'form', explode: true }]));
    }
  return spec;
}

/**
 * A request that is not valid it answers with 422. (`--errors` would say 500 besides where the document's own examples,
 * which are what it answers with, are not as the document wants them: the addresses of a list's pages are no `uri`.)
 */
export class Prism {
  static async start({ ms = 60000 } = {}) {
    if (!existsSync(program)) throw new Error('Prism is not installed: npm ci --ignore-scripts in test/prism');
    const prism = new Prism();
    prism.spec = spelledOut(JSON.parse(readFileSync(document, 'utf8')));
    prism.folder = mkdtempSync(join(tmpdir(), 'omnihub-prism-'));
    prism.log = '';
    prism.asked = []; // {method, path, query, form, status, body}, in their order
    prism.cuts = 0; // of how many requests to come the answer is lost on its way back
    await prism.#run(ms);
    prism.server = createServer((incoming, answer) => prism.#pass(incoming, answer));
    prism.url = `http://127.0.0.1:${await listen(prism.server)}`;
    return prism;
  }

  async #run(ms) {
    const file = join(this.folder, 'twilio.json');
    writeFileSync(file, JSON.stringify(this.spec));
    this.port = await freePort();
    this.child = spawn(process.execPath, [program, 'mock', '--host', '127.0.0.1', '--port', String(this.port), file], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.gone = new Promise((done) => this.child.once('exit', done));
    const ready = new Promise((done) => {
      for (const stream of [this.child.stdout, this.child.stderr])
        stream.on('data', (text) => {
          this.log += text;
          if (this.log.includes('Prism is listening')) done(true);
        });
    });
    let timer;
    const late = new Promise((done) => (timer = setTimeout(done, ms)));
    const isReady = await Promise.race([ready, this.gone.then(() => false), late]);
    clearTimeout(timer);
    if (isReady) return;
    await this.stop();
    throw new Error('Prism did not start: ' + this.log);
  }

  async #pass(incoming, answer) {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const body = Buffer.concat(parts);
    const { pathname, searchParams } = new URL(incoming.url, this.url);
    const options = { host: '127.0.0.1', port: this.port, method: incoming.method, path: incoming.url, headers: incoming.headers };
    const onward = request(options, async (back) => {
      const text = [];
      for await (const part of back) text.push(part);
      const said = Buffer.concat(text);
      const isJson = /json/.test(back.headers['content-type'] ?? '');
      this.asked.push({ method: incoming.method, path: pathname, query: [...searchParams], form: [...new URLSearchParams(body.toString())], status: back.statusCode, body: isJson ? JSON.parse(said) : said.toString() });
      if (this.cuts-- > 0) return incoming.socket.destroy();
      this.cuts = 0;
      answer.writeHead(back.statusCode, back.headers);
      answer.end(said);
    });
    onward.on('error', () => incoming.socket.destroy());
    onward.end(body);
  }

  /** The operation that a request is for, and its path in the document. */
  operation({ method, path }) {
    for (const [template, item] of Object.entries(this.spec.paths)) {
      const pattern = template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/.]+');
      if (new RegExp(`^${pattern}$`).test(path) && item[method.toLowerCase()]) return { template, ...item[method.toLowerCase()] };
    }
    return undefined;
  }

  /** What Prism's own output blames requests for. */
  get blames() {
    return this.log.split('\n').filter((line) => /VALIDATOR\]\W+(error|warning)/.test(line) && !line.includes('Violation: response.'));
  }

  async stop() {
    this.child?.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.gone;
    clearTimeout(late);
    this.server?.closeAllConnections?.();
    await new Promise((done) => (this.server ? this.server.close(done) : done()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
