/** What a failing function costs users. The same sentences stand in docs/runbook.md, section by section; a test compares them. */
export const ERROR_IMPACT = {
  'api-events': 'Senders cannot hand in events; nothing accepted is lost, and they must send again.',
  'api-clients': 'Account managers cannot open or change clients.',
  'api-contracts': 'Nobody can read, write or activate contract versions; what is active goes on holding.',
  'api-credits': 'Nobody can enter billed amounts or read, issue and approve service credits; none is lost.',
  'api-kpis': 'Nobody can read KPIs; the figures themselves are safe.',
  'api-what-if': 'Account managers cannot try other terms; no figure is touched.',
  'api-orders': 'Nobody can open an order or the list behind a count.',
  'api-exceptions':
    'Nobody can propose or decide excuses, dispute facts or name causes; times of the contract run on meanwhile.',
  'api-quarantine': 'Operations cannot see or send again events that could not be recorded.',
  'api-registries':
    'Sites, carriers and service levels cannot be read or registered; new ones count as unknown.',
  'api-contacts': 'Nobody can read, change, import or erase contacts; what is stored goes on holding.',
  'api-surveys': 'Nobody can write, begin, pause or end surveys; those that are scheduled go on.',
  'api-answers':
    'People who open a survey cannot answer it or unsubscribe; their links stay good, and they must try again.',
  'api-survey-results': 'Nobody can read what people answered; the answers are safe.',
  'api-cases': 'Nobody can raise or work on complaints and claims; due dates run on meanwhile.',
  'api-access': 'Administrators cannot give or take away access to clients.',
  'api-meta': 'Monitoring gets no health answer, and integrators no API document.',
  'record-facts': 'Accepted events are late in orders and KPIs; they stay on the queue and are tried again.',
  'record-facts-bulk':
    'Imported events are late in orders and KPIs; they stay on the queue and are tried again.',
  'rejudge-orders': 'Orders stay judged under former terms, and KPIs say that judging goes on.',
  'request-reconciliation':
    'Tallies are not compared with the ledger today; a wrong figure would go unnoticed.',
  'reconcile-bucket':
    'Some tallies are not compared with the ledger today; a wrong figure would go unnoticed.',
  'request-survey-waves': 'A survey that is due does not begin, or not for all of its clients.',
  'plan-invitations':
    'People of some clients are not invited to a survey yet; their messages stay on the queue and are tried again.',
  'send-invitations':
    'Survey invitations and reminders are late; they stay on the queue and are tried again.',
  'record-mail-events': 'Mailboxes that bounced or complained may be written to again.',
  'tend-surveys':
    'Reminders are late, surveys stay open past their end, and facts that a crash left behind wait.',
  'send-case-mails':
    'People who complained wait for the mail about their case; it stays on the queue and is tried again.',
  'escalate-cases': 'Nobody is told of cases whose due date is near or has passed.',
} as const;
