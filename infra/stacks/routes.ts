export type Route = readonly [
  methods: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[],
  path: string,
];

/** Which function answers what. The same paths stand in shared/http/routes; a test compares them. */
export const ROUTES = {
  events: [[['POST'], '/v1/events']],
  clients: [
    [['GET', 'POST'], '/v1/clients'],
    [['GET', 'PATCH'], '/v1/clients/{clientId}'],
    [['POST'], '/v1/clients/{clientId}/rejudge'],
    [['GET'], '/v1/clients/{clientId}/rejudging'],
  ],
  contracts: [
    [['GET'], '/v1/clients/{clientId}/contracts'],
    [['GET', 'PUT', 'DELETE'], '/v1/clients/{clientId}/contracts/{version}'],
    [['POST'], '/v1/clients/{clientId}/contracts/{version}/activate'],
    [['GET'], '/v1/clients/{clientId}/contracts/{version}/diff'],
  ],
  credits: [
    [['GET'], '/v1/clients/{clientId}/billing'],
    [['PUT'], '/v1/clients/{clientId}/billing/{month}'],
    [['POST'], '/v1/billing'],
    [['GET', 'POST'], '/v1/clients/{clientId}/credits'],
    [['GET', 'DELETE'], '/v1/clients/{clientId}/credits/{month}'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/approve'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/difference-notes'],
    [['POST'], '/v1/clients/{clientId}/credits/{month}/difference-notes/{number}/approve'],
  ],
  kpis: [
    [['GET'], '/v1/kpis'],
    [['GET'], '/v1/clients/{clientId}/kpis'],
  ],
  whatIf: [
    [['GET'], '/v1/clients/{clientId}/tolerance-ladder'],
    [['POST'], '/v1/clients/{clientId}/what-if'],
  ],
  orders: [
    [['GET'], '/v1/clients/{clientId}/orders'],
    [['GET'], '/v1/clients/{clientId}/orders/{orderNo+}'],
  ],
  exceptions: [
    [['GET', 'POST'], '/v1/clients/{clientId}/excuses'],
    [['POST'], '/v1/clients/{clientId}/excuses/decisions'],
    [['GET', 'POST'], '/v1/clients/{clientId}/disputes'],
    [['POST'], '/v1/clients/{clientId}/disputes/settlements'],
    [['POST'], '/v1/clients/{clientId}/causes'],
    [['GET'], '/v1/clients/{clientId}/causes/pareto'],
    [['GET'], '/v1/clients/{clientId}/causes/missing'],
  ],
  quarantine: [
    [['GET'], '/v1/quarantine'],
    [['POST'], '/v1/quarantine/{id}/retry'],
    [['DELETE'], '/v1/quarantine/{id}'],
  ],
  registries: [
    [['GET'], '/v1/registries/{registry}'],
    [['PUT', 'DELETE'], '/v1/registries/{registry}/aliases'],
    [['GET'], '/v1/registries/{registry}/unregistered'],
    [['POST'], '/v1/registries/{registry}/import'],
    [['PUT'], '/v1/registries/{registry}/{id}'],
    [['POST'], '/v1/registries/{registry}/{id}/merge'],
  ],
  access: [[['GET', 'PUT'], '/v1/access/{principalId}']],
  meta: [
    [['GET'], '/v1/health'],
    [['GET'], '/v1/openapi.json'],
    [['GET'], '/'],
  ],
  contacts: [
    [['GET', 'POST'], '/v1/clients/{clientId}/contacts'],
    [['POST'], '/v1/clients/{clientId}/contacts/import'],
    [['GET', 'PUT', 'DELETE'], '/v1/clients/{clientId}/contacts/{contactId}'],
    [['GET'], '/v1/clients/{clientId}/contacts/{contactId}/data'],
  ],
  surveys: [
    [['GET', 'POST'], '/v1/surveys'],
    [['GET', 'PUT'], '/v1/surveys/{programmeId}'],
    [['POST'], '/v1/surveys/{programmeId}/pause'],
    [['POST'], '/v1/surveys/{programmeId}/resume'],
    [['POST'], '/v1/surveys/{programmeId}/end'],
    [['GET', 'POST'], '/v1/surveys/{programmeId}/waves'],
    [['GET'], '/v1/surveys/{programmeId}/waves/{waveId}'],
  ],
  answers: [
    [['GET', 'POST'], '/s/{token}'],
    [['GET', 'POST'], '/u/{token}'],
  ],
  surveyResults: [
    [['GET'], '/v1/surveys/{programmeId}/results'],
    [['GET'], '/v1/surveys/{programmeId}/texts'],
    [['POST'], '/v1/surveys/{programmeId}/results/links'],
    [['GET'], '/r/{token}'],
  ],
  cases: [
    [['GET', 'POST'], '/v1/clients/{clientId}/cases'],
    [['GET', 'PATCH'], '/v1/clients/{clientId}/cases/{caseId}'],
    [['POST'], '/v1/clients/{clientId}/cases/{caseId}/steps'],
    [['POST'], '/v1/clients/{clientId}/cases/{caseId}/validity'],
    [['POST'], '/v1/clients/{clientId}/cases/{caseId}/claim'],
    [['GET'], '/v1/complaints/incidence'],
  ],
} as const satisfies Readonly<Record<string, readonly Route[]>>;

export type RoutedFunction = keyof typeof ROUTES;

/** Open to anyone, each with what keeps it from showing a client's data to the wrong people. */
export const OPEN_PATHS: Readonly<Record<string, string>> = {
  '/v1/health': "shows no client's data",
  '/v1/openapi.json': "shows no client's data",
  '/': "shows no client's data",
  '/s/{token}': 'opens one survey to whoever holds its 128 random bits, until they are used or expire',
  '/u/{token}': 'blocks one mailbox for whoever holds its signed link, and shows nothing',
  '/r/{token}': 'shows the scores that its signed link names, until it expires',
};
