import * as z from 'zod';

import { rolePolicies } from './policies.ts';
import { synthesise, target } from './synthesis.ts';

const functionSchema = z.object({ FunctionName: z.string(), Role: z.unknown() });
const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.tuple([z.unknown(), z.string()])]) });

/** `crm`, or `ledger/byOpen`, of a resource of a policy. */
function tableOf(resource: unknown): string {
  const parts = joined.safeParse(resource).data?.['Fn::Join'][1];
  const [arn, rest] = parts ?? [resource, ''];
  return `${(target(arn) ?? '')
    .toLowerCase()
    .replace(/table[0-9a-f]*$/, '')
    .replace(/[0-9a-f]{8}$/, '')}${rest.replace('/index/', '/')}`;
}

/** What each function may do on tables: `Query ledger/byOpen`, `PutItem crm`. */
export const grantedRights = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const synthesis = synthesise('local');
  return new Map(
    synthesis.ofType('AWS::Lambda::Function').map(([, properties]) => {
      const { FunctionName, Role } = functionSchema.parse(properties);
      const statements = rolePolicies(synthesis)
        .filter(({ roles }) => roles.includes(target(Role)))
        .flatMap((policy) => policy.statements);
      const rights = statements.flatMap(({ Action, Resource }) =>
        Action.filter((action) => action.startsWith('dynamodb:')).flatMap((action) =>
          Resource.map((resource) => `${action.slice('dynamodb:'.length)} ${tableOf(resource)}`),
        ),
      );
      return [FunctionName.replace('tallyman-local-', ''), new Set(rights)] as const;
    }),
  );
};
