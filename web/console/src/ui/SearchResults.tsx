// SPDX-License-Identifier: Apache-2.0
// What the search finds, customers and messages. The hub marks its finds in HTML; they are shown as text.
import { useEffect, useState } from 'react';
import type { MouseEvent } from 'react';
import { call } from '../lib/api.ts';
import { agoOf, authorOf, customerName } from '../lib/format.ts';
import { marked } from '../lib/marked.ts';
import { pathOf } from '../lib/route.ts';
import type { SearchResult } from '../lib/types.ts';
import { go, tell, useNow } from './context.tsx';
import { ChannelIcon } from './icons.tsx';
import { Avatar, Spinner } from './parts.tsx';

const WAIT_MS = 200;

function Excerpt({ html }: { html: string | undefined }) {
  return (
    <span className="row-excerpt">
      {marked(html ?? '').map((part, i) => (part.isFound ? <mark key={i}>{part.text}</mark> : part.text))}
    </span>
  );
}

async function openCustomer(id: string) {
  const list = await call('GET /customer/{id}/sessions', { path: { id }, query: { limit: 1 } }).catch(() => null);
  const session = list?.sessions[0];
  if (session === undefined) tell('This customer has no session yet.');
  else go({ session: session.session_id });
}

export function SearchResults({ query, current }: { query: string; current: string | null }) {
  const [result, setResult] = useState<SearchResult | null>(null);
  const [wrong, setWrong] = useState('');
  const now = useNow();
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => {
      call('GET /search', { query: { q: query, limit: 20 } }).then(
        (found) => isWanted && (setResult(found), setWrong('')),
        (error: Error) => isWanted && setWrong(error.message),
      );
    }, WAIT_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [query]);

  if (wrong !== '') return <p className="empty" role="alert">{wrong}</p>;
  if (result === null) return <Spinner label="Searching…" />;
  const isNothing = result.customers.length === 0 && result.messages.length === 0;
  const open = (event: MouseEvent, session: string) => {
    event.preventDefault();
    go({ session });
  };
  return (
    <div className="scroller results">
      <p className="unseen" role="status">{`${result.customers.length} customers and ${result.messages.length} messages found`}</p>
      {isNothing && <p className="empty">Nothing found for “{query}”.</p>}
      {result.customers.length > 0 && <h2 className="list-title">Customers</h2>}
      <ul className="rows">
        {result.customers.map((customer) => (
          <li key={customer.customer_id}>
            <button type="button" className="row" onClick={() => void openCustomer(customer.customer_id)}>
              <Avatar id={customer.customer_id} name={customerName(customer.name, customer.customer_id)} />
              <span className="row-name">{customerName(customer.name, customer.customer_id)}</span>
              <Excerpt html={customer.highlights[0]?.html} />
            </button>
          </li>
        ))}
      </ul>
      {result.messages.length > 0 && <h2 className="list-title">Messages</h2>}
      <ul className="rows">
        {result.messages.map((hit) => (
          <li key={hit.message.id}>
            <a className="row" href={pathOf({ session: hit.session_id })} aria-current={hit.session_id === current ? 'true' : undefined} onClick={(event) => open(event, hit.session_id)}>
              <Avatar id={hit.customer_id} name={customerName(hit.customer_name, hit.customer_id)} />
              <span className="row-name">{customerName(hit.customer_name, hit.customer_id)}</span>
              <time className="row-time">{agoOf(hit.message.timestamp, now)}</time>
              <Excerpt html={hit.highlights[0]?.html} />
              <span className="row-foot">
                {hit.message.channel && <ChannelIcon channel={hit.message.channel} size={14} />}
                {hit.message.author.type !== 'customer' && <span className="row-agent">{authorOf(hit.message as never)}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {result.is_capped && <p className="empty">More was found than is shown: use more words.</p>}
    </div>
  );
}
