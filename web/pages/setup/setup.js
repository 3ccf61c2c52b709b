// SPDX-License-Identifier: Apache-2.0
// A one-time link: what stands behind the # is shown to the hub, never to a log or a referrer, and a first
// password is set with it.
// @ts-check

const token = location.hash.slice(1);
// It is not left in the address bar, nor in the history.
if (token !== '') history.replaceState(null, '', location.pathname);

/** @template {HTMLElement} T @param {string} id @returns {T} */
const at = (id) => /** @type {T} */ (document.getElementById(id));
/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (at(id));
const fields = ['name', 'email', 'password', 'again'];

/** @param {string} path @param {object} body */
async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.detail ?? 'The hub does not answer.'), { errors: answer.errors ?? [] });
}

/** @param {string} title @param {string} lead */
function say(title, lead) {
  at('title').textContent = title;
  at('lead').textContent = lead;
  document.title = `${title} · Omnichannel Hub`;
}

/** @param {string} id @param {string} text "" for none */
function fault(id, text) {
  const place = at(id === '' ? 'fault' : `${id}-fault`);
  place.textContent = text;
  place.hidden = text === '';
  if (id !== '') input(id).setAttribute('aria-invalid', String(text !== ''));
}

/** What is wrong already. @returns {[string, string][]} */
function check() {
  /** @type {[string, string][]} */
  const wrong = [];
  const email = input('email');
  const password = input('password').value;
  if (!at('name-field').hidden && input('name').value.trim() === '') wrong.push(['name', 'Say how you are called.']);
  if (!email.readOnly && (email.value.trim() === '' || !email.checkValidity())) wrong.push(['email', 'This is no e-mail address.']);
  if ([...password].length < 10) wrong.push(['password', 'At least 10 characters are needed.']);
  else if (password.toLowerCase() === email.value.trim().toLowerCase()) wrong.push(['password', 'This is your e-mail address.']);
  if (input('again').value !== password) wrong.push(['again', 'The two are not the same.']);
  return wrong;
}

/** @param {[string, string][]} wrong */
function complain(wrong) {
  for (const id of [...fields, '']) fault(id, '');
  for (const [id, text] of wrong) fault(id, text);
  const first = wrong.find(([id]) => id !== '');
  if (first) input(first[0]).focus();
}

/** @param {Event} event */
async function submit(event) {
  event.preventDefault();
  const wrong = check();
  complain(wrong);
  if (wrong.length > 0) return;
  const send = /** @type {HTMLButtonElement} */ (at('send'));
  send.disabled = true;
  try {
    const me = await post('/auth/setup', {
      token,
      password: input('password').value,
      ...(at('name-field').hidden ? {} : { name: input('name').value.trim() }),
      ...(input('email').readOnly ? {} : { email: input('email').value.trim() }),
    });
    at('form').hidden = true;
    at('done').hidden = false;
    say(`Welcome, ${me.agent.name}`, `You are logged in as ${me.agent.email}.`);
    at('title').focus();
  } catch (error) {
    const { message, errors } = /** @type {Error & {errors: {pointer: string, detail: string}[]}} */ (error);
    const known = errors.map((one) => /** @type {[string, string]} */ ([one.pointer.slice(1), one.detail])).filter(([id]) => fields.includes(id));
    complain(known.length > 0 ? known : [['', message]]);
  } finally {
    send.disabled = false;
  }
}

async function begin() {
  if (token === '') return say('This link is not whole', 'Copy all of it, with what stands behind the #.');
  try {
    const link = await post('/auth/invitation', { token });
    if (link.email !== null) {
      input('email').value = link.email;
      input('email').readOnly = true;
    }
    at('name-field').hidden = link.name !== null;
    if (link.is_first_administrator) say('Welcome', 'You are the first administrator of this hub. Choose how you log in.');
    else say(`Welcome, ${link.name}`, `Choose a password for ${link.tenant === 'default' ? 'the hub' : link.tenant}.`);
    at('form').hidden = false;
    (link.name === null ? input('name') : link.email === null ? input('email') : input('password')).focus();
  } catch (error) {
    say('This link does not work', `${/** @type {Error} */ (error).message}. Ask for a new one, or start the hub again for a first administrator.`);
  }
}

at('form').addEventListener('submit', submit);
at('show').addEventListener('change', () => {
  for (const id of ['password', 'again']) input(id).type = input('show').checked ? 'text' : 'password';
});
begin();
