// SPDX-License-Identifier: Apache-2.0
// The channels' names and drawings, on a grid of 24.

/** @type {Record<string, [name: string, path: string]>} */
const channels = {
  voice: ['Voice', 'M6 3h3l2 5-2.500 1.500a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z'],
  video: ['Video', 'M3 7a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM15 10l6-3v10l-6-3'],
  chat: ['Chat', 'M4 5h16v11H9l-5 4z'],
  email: ['Email', 'M3 6h18v12H3zM3 7l9 7 9-7'],
  sms: ['SMS', 'M4 5h16v11H9l-5 4zM8.500 10.500h.010M12 10.500h.010M15.500 10.500h.010'],
  mobile_app: ['Mobile app', 'M7 3h10v18H7zM11 18h2'],
  whatsapp: ['WhatsApp', 'M4 20l1.300-4A8.500 8.500 0 1 1 8.500 19zM9 9c0 3.500 2.500 6 6 6'],
  social_media: ['Social media', 'M8 12a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM20 6a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM20 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM8 11l7-4M8 13l7 4'],
  web_portal: ['Web portal', 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18'],
};

/** @param {string | null} channel */
export function channelName(channel) {
  return channel === null ? '' : (channels[channel]?.[0] ?? channel);
}

/** A drawing of the channel; the name beside it speaks. @param {string} channel */
function drawing(channel) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', channels[channel]?.[1] ?? '');
  svg.append(path);
  return svg;
}

/** @param {string} channel @param {string} tag @returns {HTMLElement} */
export function channelChip(channel, tag = 'span') {
  const chip = document.createElement(tag);
  chip.className = 'chip channel-' + channel;
  chip.append(drawing(channel), channelName(channel));
  return chip;
}
