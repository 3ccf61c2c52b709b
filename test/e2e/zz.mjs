import { createHmac } from 'node:crypto';
import { openBrowser } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';
import { CustomerPage } from './lib/widget_page.mjs';
const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
function identityToken(secret, claims) {
  const now = Math.floor(Date.now() / 1000);
  const text = base64({ alg: 'HS256', typ: 'JWT' }) + '.' + base64({ iat: now, exp: now + 3600, ...claims });
  return text + '.' + createHmac('sha256', secret).update(text).digest('base64url');
}
const KEY={'X-API-Key': 'a key of more than sixteen letters'};
const hub = await Hub.start({env:{OMNICHANNEL_API_KEY:KEY['X-API-Key']}}); const b = await openBrowser();
const secret = (await hub.post('/widget/sites', {id:'demo', name:'Fjordlys', origins:['http://127.0.0.1']}, KEY)).body.identity_secret;
const c = await CustomerPage.open(b, hub.url, {viewport:{width:1280,height:900}});
c.page.on('request', r=>console.log('>', r.method(), r.url(), r.postData()?.slice(0,100)));
c.page.on('response', async r=>console.log('<', r.status(), r.url(), (await r.text().catch(()=>'')).slice(0,300)));
c.page.on('websocket', ws=>{console.log('ws', ws.url()); ws.on('framesent', f=>console.log('ws>', f.payload.slice(0,200))); ws.on('framereceived', f=>console.log('ws<', f.payload.slice(0,300))); ws.on('close',()=>console.log('ws closed'))});
if (process.argv[2]) await c.page.evaluate((token) => window.OmnihubWidget.identify(token), identityToken(secret, { sub: 'fj-1001', name: 'Ada Lindqvist', email: 'ada@lindqvist.example' }));
await c.write('Hello, is anybody there?');
await new Promise(r=>setTimeout(r,3000));
console.log(await c.texts(), c.page.complaints);
console.log((await hub.get('/sessions/active', KEY)).body.sessions.map(s=>[s.customer_id, s.status]));
console.log((await hub.get('/customers', KEY)).body.customers);
await b.close(); await hub.stop();
