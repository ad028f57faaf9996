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
} as const;
