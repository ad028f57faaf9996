import type { Contract, Exclusion, Milestone } from './contract.ts';
import type { DeadlineRules } from './deadline-terms.ts';
import { summariseCalendar } from './summary-calendar.ts';
import { summariseCredits } from './summary-credits.ts';
import { summariseKpis } from './summary-kpis.ts';
import {
  conditionText,
  count,
  entry,
  kpiName,
  listed,
  termText,
  type SummaryEntry,
  type SummarySection,
} from './summary-phrases.ts';

const period = ({ effectiveFrom, timeZone, currency, notice }: Contract): readonly SummaryEntry[] => [
  entry(
    'In force',
    effectiveFrom === null ? 'since the first order' : `for orders placed from ${effectiveFrom} on`,
  ),
  entry('Time zone', timeZone),
  entry('Currency', currency ?? 'none; nothing is measured by value'),
  entry(
    'Notice',
    `${count(notice.changeDays, 'day')} for a change, ${count(notice.endDays, 'day')} for the end`,
  ),
];

const deadlines = (name: string, { rules, otherwise }: DeadlineRules): readonly SummaryEntry[] => [
  ...rules.map(({ when, then }, i) =>
    entry(`${name}, rule ${String(i + 1)}`, `${conditionText(when)}: ${termText(then)}`),
  ),
  entry(rules.length === 0 ? name : `${name}, otherwise`, termText(otherwise)),
];

const MILESTONES: Readonly<Record<Milestone, string>> = {
  placed: 'Placed',
  dispatched: 'Dispatched',
  'handed-over': 'Handed over',
  arrived: 'Arrived',
  delivered: 'Delivered',
};
const MILESTONE_ORDER: readonly Milestone[] = ['placed', 'dispatched', 'handed-over', 'arrived', 'delivered'];

const sources = ({ sources: named }: Contract): readonly SummaryEntry[] => {
  const entries = MILESTONE_ORDER.flatMap((milestone) => {
    const source = named[milestone];
    return source === undefined ? [] : [entry(`${MILESTONES[milestone]}, who decides`, source)];
  });
  return entries.length === 0 ? [entry('Who decides', 'the earliest report of each milestone')] : entries;
};

const counting = (contract: Contract): readonly SummaryEntry[] => [
  entry(
    'Figure that decides',
    contract.decides === 'net' ? 'net, without accepted excuses' : 'gross, excuses not taken out',
  ),
  entry('Too few to judge', contract.minVolume === 0 ? 'never' : `below ${String(contract.minVolume)}`),
  entry(
    'Late findings',
    `damage, shortage and wrong items count up to ${count(contract.findingWindowDays, 'day')} after delivery`,
  ),
  entry(
    'Order numbers',
    `one used again more than ${count(contract.orderNumberReuseDays, 'day')} after its order was closed is set aside as another order`,
  ),
  ...sources(contract),
];

function exclusionText({ name, kpis, when, from, to }: Exclusion): string {
  const days = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
  ].join(' ');
  return [
    name,
    conditionText(when),
    days === '' ? 'at any time' : `for days ${days}`,
    kpis ? `out of ${listed(kpis.map(kpiName), 'and')}` : 'out of every KPI',
  ].join('; ');
}

const exclusions = (contract: Contract): readonly SummaryEntry[] =>
  contract.exclusions.length === 0
    ? [entry('Exclusions', 'none')]
    : contract.exclusions.map((one, i) => entry(`Exclusion ${String(i + 1)}`, exclusionText(one)));

const excuses = ({ excuses: terms }: Contract): readonly SummaryEntry[] => [
  entry('Proposal', `within ${count(terms.proposeWithinDays, 'day')} after the day of the miss`),
  entry('Decision', `within ${count(terms.decideWithinDays, 'day')} after the proposal`),
  entry('Silence', terms.silence === 'rejects' ? 'rejects the excuse' : 'accepts the excuse'),
];

/** A version in plain words, section by section. Nothing of it is left out, so that two of them can be compared. */
export const summarise = (contract: Contract): readonly SummarySection[] => [
  { title: 'Period', entries: period(contract) },
  { title: 'Calendar', entries: summariseCalendar(contract.calendar) },
  {
    title: 'Deadlines',
    entries: [
      ...deadlines('Dispatch', contract.deadlines.dispatch),
      ...deadlines('Delivery', contract.deadlines.delivery),
    ],
  },
  { title: 'Counting', entries: counting(contract) },
  { title: 'KPIs', entries: summariseKpis(contract) },
  { title: 'Exclusions', entries: exclusions(contract) },
  { title: 'Excuses', entries: excuses(contract) },
  { title: 'Credits', entries: summariseCredits(contract.credits, contract.currency) },
];

/** The summary as text: a title, then a line for each entry. */
export const summaryText = (contract: Contract): string =>
  [
    `Contract version ${String(contract.version)}`,
    ...summarise(contract).map(({ title, entries }) =>
      [title, ...entries.map(({ label, text }) => `  ${label}: ${text}`)].join('\n'),
    ),
  ].join('\n\n');
