// SPDX-License-Identifier: Apache-2.0
// What the shop sells. Prices in cents.
export const products = [
  {
    id: 'aurora', name: 'Aurora', kind: 'Pendant', number: 'FL-220', price: 18900, colours: ['Fjord', 'Snow', 'Soot'],
    line: 'A wide, quiet dome for the table where everybody meets.',
    text: 'Spun from one sheet of aluminium and painted by hand in our workshop in Tromsø. The inside is white, so that the light falls warm and wide, and nobody is blinded when they look up.',
    facts: [['Diameter', '46 cm'], ['Cable', '2 m, textile'], ['Bulb', 'E27, up to 15 W LED'], ['Weight', '1.9 kg']],
  },
  {
    id: 'fyr', name: 'Fyr', kind: 'Table lamp', number: 'FL-104', price: 12900, colours: ['Red', 'Blue', 'Black'],
    line: 'A small lighthouse that finds you at night.',
    text: 'Turned from ash, striped like the lights along our coast. Touch the roof once for reading light, twice for a night light that turns slowly on the wall.',
    facts: [['Height', '34 cm'], ['Light', '6 W LED, 2,700 K'], ['Night light', 'dims to 0.2 W'], ['Cable', '1.8 m']],
  },
  {
    id: 'mane', name: 'Måne', kind: 'Table lamp', number: 'FL-131', price: 14900, colours: ['Moon'],
    line: 'The moon, on a shelf. Waxes and wanes with the real one.',
    text: 'A globe of porcelain so thin that it glows, with the seas of the moon pressed into it. It follows the phases of the real moon, or stays full for as long as you like.',
    facts: [['Diameter', '24 cm'], ['Light', '5 W LED, 2,400 K'], ['Material', 'porcelain, brass'], ['Made in', 'Porsgrunn']],
  },
  {
    id: 'bue', name: 'Bue', kind: 'Floor lamp', number: 'FL-310', price: 32900, colours: ['Black', 'Cream'],
    line: 'Bends over your shoulder and lights the page, not the room.',
    text: 'A single brass tube, bent cold, on a foot of cast iron that does not tip when the dog runs into it. The shade turns to both sides.',
    facts: [['Height', '186 cm'], ['Reach', '78 cm'], ['Bulb', 'E14, up to 8 W LED'], ['Weight', '11 kg']],
  },
  {
    id: 'lykt', name: 'Lykt', kind: 'Lantern', number: 'FL-052', price: 8900, colours: ['White', 'Moss'],
    line: 'Twenty hours of light, wherever there is no socket.',
    text: 'For the terrace, the tent and the evening when the power is out. Charges with the cable of your phone and does not mind rain.',
    facts: [['Height', '28 cm'], ['Battery', '20 h, USB-C'], ['Protection', 'IP 54'], ['Weight', '0.9 kg']],
  },
  {
    id: 'penn', name: 'Penn', kind: 'Desk lamp', number: 'FL-118', price: 16900, colours: ['Amber', 'Slate'],
    line: 'Stays exactly where you put it. For twenty years.',
    text: 'Two joints, no springs to wear out. The light is even over an A2 sheet and true in its colours, for people who draw, sew or solder.',
    facts: [['Reach', '82 cm'], ['Light', '9 W LED, CRI 97'], ['Colour', '2,700 to 5,000 K'], ['Spare parts', 'kept for 20 years']],
  },
  {
    id: 'krans', name: 'Krans', kind: 'Chandelier', number: 'FL-405', price: 44900, colours: ['Brass', 'Black'],
    line: 'A ring of light above a long table.',
    text: 'The ring shines inwards and down, so that faces look the way they should at dinner. Dims to the light of candles without a flicker.',
    facts: [['Diameter', '90 cm'], ['Light', '28 W LED, dimmable'], ['Drop', '60 to 180 cm'], ['Weight', '4.2 kg']],
  },
  {
    id: 'lenke', name: 'Lenke', kind: 'Outdoor', number: 'FL-077', price: 5900, colours: ['Warm', 'Amber'],
    line: 'Ten lights on a line, for trees and summers.',
    text: 'Hang it once and leave it: the cable is rubber, the globes are shatterproof, and three of these lines go into one another.',
    facts: [['Length', '9 m, 10 lights'], ['Light', '10 × 0.8 W LED'], ['Protection', 'IP 65'], ['Joins', 'up to 3 lines']],
  },
];

export const productOf = (id) => products.find((product) => product.id === id);

export const priceText = (cents) => '€ ' + (cents / 100).toLocaleString('en-GB', { minimumFractionDigits: cents % 100 ? 2 : 0 });
