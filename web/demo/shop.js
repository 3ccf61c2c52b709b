// SPDX-License-Identifier: Apache-2.0
// One script for the three pages of the shop; each says which it is by what it holds.
import * as basket from './basket.js';
import { priceText, productOf, products } from './products.js';

const find = (selector) => document.querySelector(selector);

/** element('a', {href: '…'}, child, 'text', …) */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const picture = (product, attributes = {}) =>
  element('img', { src: `lamps/${product.id}.svg`, alt: '', width: 480, height: 480, ...attributes });

function showCount() {
  const count = basket.countAll();
  find('#count').textContent = count;
  find('#count').hidden = count === 0;
  find('#basket-link').setAttribute('aria-label', count === 0 ? 'Basket, empty' : `Basket, ${count} ${count === 1 ? 'lamp' : 'lamps'}`);
}

// ---- all lamps

const card = (product) =>
  element('li', { class: 'card' },
    picture(product),
    element('div', { class: 'card-text' },
      element('h3', {}, element('a', { href: `lamp?id=${product.id}` }, product.name)),
      element('p', { class: 'kind' }, product.kind),
      element('p', { class: 'price' }, priceText(product.price))));

const showAll = (list) => list.append(...products.map(card));

// ---- one lamp

function colourChoice(product) {
  const choice = element('fieldset', { class: 'colours' }, element('legend', {}, 'Colour'));
  product.colours.forEach((colour, number) => {
    const input = element('input', { type: 'radio', name: 'colour', value: colour });
    input.checked = number === 0;
    choice.append(element('label', {}, input, element('span', {}, colour)));
  });
  return choice;
}

function buyForm(product) {
  const said = element('p', { class: 'said', role: 'status' });
  const form = element('form', { class: 'buy' }, colourChoice(product), element('button', { class: 'button' }, 'Add to basket'), said);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    basket.add(product.id, new FormData(form).get('colour'));
    said.replaceChildren('In your basket. ', element('a', { href: 'basket' }, 'Go to the basket'));
  });
  return form;
}

const factList = (product) =>
  element('dl', { class: 'facts' },
    ...[['Article', product.number], ...product.facts].map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));

function showOne(place) {
  const product = productOf(new URLSearchParams(location.search).get('id'));
  if (!product) {
    place.replaceChildren(element('h1', {}, 'This lamp is not here'), element('p', {}, 'Perhaps it was sold out long ago. ', element('a', { href: './' }, 'See those that we have.')));
    return;
  }
  document.title = `${product.name} – Fjordlys`;
  place.replaceChildren(
    picture(product, { class: 'large', alt: `${product.name}, ${product.kind.toLowerCase()}` }),
    element('div', { class: 'about' },
      element('p', { class: 'kind' }, product.kind),
      element('h1', {}, product.name),
      element('p', { class: 'line' }, product.line),
      element('p', { class: 'price' }, priceText(product.price), element('small', {}, ' with VAT, delivery is free')),
      buyForm(product),
      element('p', {}, product.text),
      factList(product)));
  const others = products.filter((other) => other !== product);
  const start = products.indexOf(product);
  find('#others').append(...[0, 2, 4].map((step) => card(others[(start + step) % others.length])));
}

// ---- the basket

function stepButton(line, step, label, sign) {
  const button = element('button', { type: 'button', class: 'step', 'aria-label': label }, sign);
  button.addEventListener('click', () => basket.add(line.id, line.colour, step));
  return button;
}

function basketLine(line) {
  const product = productOf(line.id);
  const what = `${product.name}, ${line.colour}`;
  return element('li', { class: 'line-item' },
    picture(product),
    element('div', {}, element('a', { href: `lamp?id=${product.id}` }, product.name), element('p', { class: 'kind' }, `${product.kind}, ${line.colour}`)),
    element('div', { class: 'count' }, stepButton(line, -1, `One less: ${what}`, '−'), element('output', {}, line.count), stepButton(line, 1, `One more: ${what}`, '+')),
    element('p', { class: 'price' }, priceText(product.price * line.count)));
}

function orderButton(place) {
  const button = element('button', { type: 'button', class: 'button' }, 'Order');
  button.addEventListener('click', () => {
    basket.clear();
    place.replaceChildren(element('p', { class: 'empty', role: 'status' }, 'Thank you. This shop is a demonstration: nothing was sold and nothing will arrive.'));
  });
  return button;
}

function showBasket(place) {
  const lines = basket.read();
  if (lines.length === 0) {
    place.replaceChildren(element('p', { class: 'empty' }, 'Nothing in it yet. ', element('a', { href: './' }, 'See our lamps.')));
    return;
  }
  place.replaceChildren(
    element('ul', { class: 'lines' }, ...lines.map(basketLine)),
    element('div', { class: 'total' }, element('p', {}, 'Total'), element('p', { class: 'price' }, priceText(basket.sum()))),
    orderButton(place));
}

// ----

const pages = { '#lamps': showAll, '#lamp': showOne, '#basket': showBasket };
for (const [selector, show] of Object.entries(pages)) if (find(selector)) show(find(selector));
document.addEventListener('basket', () => {
  showCount();
  if (find('#basket')) showBasket(find('#basket'));
});
showCount();
