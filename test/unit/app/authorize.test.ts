import { beforeEach, describe, expect, it } from 'vitest';
import { grantOf, type GrantedClientIds } from '../../../shared/domain/crm/grant.ts';
import { ROLES_FOR, type Action } from '../../../shared/domain/crm/permissions.ts';
import { ROLES, type Principal, type Role } from '../../../shared/domain/crm/principal.ts';
import { anApi } from '../../support/api.ts';
import { aClient, clientId, CONTRACT } from '../../support/builders.ts';

let api: ReturnType<typeof anApi>;
beforeEach(async () => {
  api = anApi();
  for (const id of ['acme', 'acme2', 'globex'])
    await api.clients.create(aClient({ clientId: clientId(id) }), CONTRACT, 'admin-1');
});

const who = (...roles: Role[]): Principal => ({ id: 'p-1', kind: 'person', roles });
const granted = (ids: readonly string[]) => api.grants.save(grantOf('p-1', ids as GrantedClientIds, 1));
const seenBy = async (principal: Principal, action: Action): Promise<unknown> => {
  const scope = await api.authorizer.visibleClients(principal, action);
  return scope.all ? 'all' : scope.clientIds;
};

describe('a role', () => {
  const CLIENT_READS = [
    'clients:read',
    'contracts:read',
    'kpis:read',
    'orders:read',
    'excuses:read',
    'disputes:read',
    'reasons:read',
    'credits:read',
    'cases:read',
    'cases:raise',
  ];
  const TABLE: Record<Role, readonly string[]> = {
    admin: Object.keys(ROLES_FOR).filter((action) =>
      ROLES_FOR[action as Action].some((role) => role === 'admin'),
    ),
    'account-manager': [
      'clients:read',
      'clients:write',
      'contracts:read',
      'drafts:read',
      'events:write',
      'kpis:read',
      'orders:read',
      'quarantine:read',
      'quarantine:retry',
      'registries:read',
      'reasons:read',
      'terms:write',
      'terms:try',
      'excuses:read',
      'excuses:propose',
      'excuses:decide',
      'disputes:read',
      'disputes:raise',
      'disputes:settle',
      'causes:read',
      'causes:write',
      'billing:read',
      'billing:write',
      'credits:read',
      'credits:preview',
      'contacts:read',
      'contacts:write',
      'surveys:read',
      'surveys:write',
      'survey-results:read',
      'cases:read',
      'cases:raise',
      'cases:work',
      'complaints:read',
    ],
    operations: [
      'clients:read',
      'contracts:read',
      'drafts:read',
      'kpis:read',
      'orders:read',
      'quarantine:read',
      'quarantine:retry',
      'registries:read',
      'reasons:read',
      'excuses:read',
      'disputes:read',
      'causes:read',
      'causes:write',
      'cases:read',
      'cases:raise',
      'cases:work',
    ],
    'client-viewer': [...CLIENT_READS],
    'client-approver': [
      ...CLIENT_READS,
      'excuses:propose',
      'excuses:decide',
      'disputes:raise',
      'cases:agree',
    ],
    integration: ['events:write', 'registries:read', 'reasons:read'],
  };

  it.each(ROLES.map((role) => [role] as const))(
    '%s may do exactly what the roles table says',
    async (role) => {
      const allowed: string[] = [];
      for (const action of Object.keys(ROLES_FOR) as Action[]) {
        const done = await api.authorizer.authorize(who(role), action).then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'forbidden' });
            return false;
          },
        );
        if (done) allowed.push(action);
      }
      expect(allowed.sort()).toEqual([...TABLE[role]].sort());
    },
  );

  it('admin may do everything but agree for a client', () => {
    const others = Object.keys(ROLES_FOR).filter((action) => action !== 'cases:agree');
    expect([...TABLE.admin].sort()).toEqual(others.sort());
  });
});

describe('a grant', () => {
  it.each([
    [['admin'], ['acme'], 'all'],
    [['account-manager'], ['globex', 'acme'], ['acme', 'globex']],
    [['account-manager'], ['*'], []],
    [['operations'], ['*'], []],
    [['client-viewer'], ['acme'], ['acme']],
    [['client-viewer'], ['acme', 'globex'], []],
    [['client-viewer'], ['*'], []],
    [
      ['client-viewer', 'account-manager'],
      ['acme', 'globex'],
      ['acme', 'globex'],
    ],
  ] as const)('of %j to %j shows %j', async (roles, ids, expected) => {
    await granted(ids);
    expect(await seenBy(who(...roles), 'orders:read')).toEqual(expected);
  });

  it('to every client counts for machines', async () => {
    await granted(['*']);
    expect(await seenBy({ id: 'p-1', kind: 'machine', roles: ['integration'] }, 'events:write')).toBe('all');
  });

  it('that is missing shows nothing', async () => {
    expect(await seenBy(who('account-manager'), 'orders:read')).toEqual([]);
  });
});

describe('authorizeEach', () => {
  it('decides for each client and tells nothing about foreign ones', async () => {
    await granted(['acme', 'gone']);
    const ids = ['acme', 'acme2', 'gone', 'nowhere', 'acme'].map(clientId);
    const decisions = await api.authorizer.authorizeEach(who('integration'), 'events:write', ids);
    expect([...decisions].map(([id, { access }]) => [id, access])).toEqual([
      ['acme', 'allowed'],
      ['acme2', 'forbidden'],
      ['gone', 'unknown'],
      ['nowhere', 'forbidden'],
    ]);
    expect(api.audited().map((entry) => [entry['clientId'], entry['outcome']])).toEqual([
      ['acme2', 'refused'],
      ['nowhere', 'refused'],
    ]);
  });

  it('tells those who may write for all which clients are not there', async () => {
    const decisions = await api.authorizer.authorizeEach(who('admin'), 'events:write', [clientId('nowhere')]);
    expect([...decisions.values()]).toEqual([{ access: 'unknown' }]);
  });
});
