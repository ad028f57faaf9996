// Terms over every client one may see: docs/contracts.md, "On real orders".
//
//   node docs/examples/contracts/every-client.mjs ladder | what-if | activate  <from> <to>
//
// The new terms: those in force, judged by the minute from <from> on.

import { readFileSync } from 'node:fs';
import process from 'node:process';

const [, , step, from, to] = process.argv;
const { apiUrl } = JSON.parse(readFileSync('.local/stack.json', 'utf8'));
const headers = { authorization: `Bearer ${process.env.TOKEN}`, 'content-type': 'application/json' };

async function call(method, path, body) {
  const response = await fetch(apiUrl + path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${answer.code}: ${answer.detail}`);
  return answer;
}

async function clientIds() {
  const ids = [];
  let token = '';
  do {
    const page = await call('GET', `/v1/clients?limit=100${token}`);
    ids.push(...page.clients.map(({ clientId }) => clientId));
    token = page.nextToken && `&nextToken=${encodeURIComponent(page.nextToken)}`;
  } while (token);
  return ids;
}

/** A what-if looks at a year at most. */
function years() {
  const all = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    all.push({
      from: `${year}-01-01` > from ? `${year}-01-01` : from,
      to: `${year}-12-31` < to ? `${year}-12-31` : to,
    });
  return all;
}

const sums = {};
function add(name, { met, missed, overdue }) {
  const sum = (sums[name] ??= { met: 0, missed: 0, overdue: 0 });
  sum.met += met;
  sum.missed += missed;
  sum.overdue += overdue;
}

async function newTerms(clientId) {
  const { terms } = await call('GET', `/v1/clients/${clientId}/contracts/1`);
  const kpis = {
    ...terms.kpis,
    'on-time-delivery': { ...terms.kpis['on-time-delivery'], granularity: 'minute' },
  };
  return { ...terms, effectiveFrom: from, kpis };
}

const STEPS = {
  async ladder(clientId) {
    const { rungs } = await call('GET', `/v1/clients/${clientId}/tolerance-ladder?from=${from}&to=${to}`);
    for (const { promise, tolerance, gross } of rungs) if (promise === 'original') add(tolerance, gross);
  },
  async 'what-if'(clientId) {
    const terms = await newTerms(clientId);
    for (const year of years()) {
      const { kpis } = await call('POST', `/v1/clients/${clientId}/what-if`, { ...year, terms });
      const { before, after } = kpis.find(({ kpi }) => kpi === 'on-time-delivery');
      add('as agreed', before.gross);
      add('by the minute', after.gross);
    }
  },
  async activate(clientId) {
    const path = `/v1/clients/${clientId}/contracts/2`;
    await call('PUT', path, await newTerms(clientId));
    const retroactive = { agreedBy: 'client', reason: 'judged by the minute from the first order on' };
    await call('POST', `${path}/activate`, { retroactive });
  },
};

const waiting = (await clientIds()).values();
const worker = async () => {
  for (const clientId of waiting) await STEPS[step](clientId);
};
await Promise.all([worker(), worker(), worker(), worker()]);
console.table(sums);
