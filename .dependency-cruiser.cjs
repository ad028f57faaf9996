// The import rules of docs/architecture.md. A rule's name says what it forbids.
const PURE_PACKAGES = '^node_modules/(zod|temporal-polyfill|chinese-days|date-holidays)(/|$)';

/** Everything of the repository, and every package, but what `allowed` matches. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only(
      'domain-imports-domain-only',
      '^shared/domain/',
      ['^shared/domain/', PURE_PACKAGES],
      'The domain is pure: no AWS, no HTTP, no process, no clock, no randomness.',
    ),
    only(
      'app-imports-domain-and-ports-only',
      '^shared/app/',
      ['^shared/(app|domain|ports)/', PURE_PACKAGES],
      'Use cases receive everything else as arguments.',
    ),
    only(
      'ports-import-domain-only',
      '^shared/ports/',
      ['^shared/(ports|domain)/', PURE_PACKAGES],
      'A port is an interface in words of the domain.',
    ),
    only(
      'adapters-import-domain-ports-runtime-aws-only',
      '^shared/(store|messaging)/',
      [
        '^shared/(store|messaging|domain|ports|runtime)/',
        PURE_PACKAGES,
        '^node_modules/(@aws-sdk|ulid)(/|$)',
        '^(node:)?(crypto|timers/promises|util|buffer|zlib)$',
      ],
      'Adapters know AWS and the domain, and neither use cases nor HTTP.',
    ),
    {
      name: 'shared-knows-no-program',
      severity: 'error',
      comment: 'Functions, infrastructure and scripts use shared code, never the other way round.',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|scripts|test|web)/' },
    },
    {
      name: 'handler-knows-no-store-and-no-aws',
      severity: 'error',
      comment:
        'A handler turns requests into use cases and outcomes into answers; index.ts wires the adapters.',
      from: { path: '^functions/.+/(handler|env)\\.ts$' },
      to: { path: ['^shared/store/', '^node_modules/@aws-sdk/', '^infra/', '^scripts/', '^test/'] },
    },
    {
      name: 'no-function-imports-another',
      severity: 'error',
      comment: 'What two functions share belongs in shared/.',
      from: { path: '^functions/([^/]+/[^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'nobody-imports-a-function-index',
      severity: 'error',
      comment: 'A composition root runs on import; only the bundle test loads it.',
      from: { pathNot: '^test/bundle/' },
      to: { path: '^functions/.+/index\\.ts$' },
    },
    {
      name: 'infra-imports-env-schemas-and-names-only',
      severity: 'error',
      comment: 'The stacks read the environment schemas, metric names, and table and index names.',
      from: { path: '^infra/', pathNot: '^infra/(local/|deploy\\.ts$)' },
      to: {
        path: '^(functions|shared|scripts|test)/',
        pathNot: [
          '^functions/.+/env\\.ts$',
          '^shared/runtime/(metric-names|log-codes|env)\\.ts$',
          '^shared/store/tables\\.ts$',
        ],
      },
    },
    {
      name: 'only-tests-import-tests',
      severity: 'error',
      from: { pathNot: '^(test/|[^/]+$)' },
      to: { path: '^test/' },
    },
    {
      name: 'product-uses-no-development-package',
      severity: 'error',
      comment: 'What a function imports must be among the dependencies.',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'only-infra-uses-cdk',
      severity: 'error',
      from: { pathNot: '^(infra|test)/' },
      to: { path: '^node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
