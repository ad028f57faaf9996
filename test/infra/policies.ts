import * as z from 'zod';

import { target, type Synthesis } from './synthesis.ts';

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])]);

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: listOf(z.string()),
  Resource: listOf(z.unknown()).default([]),
  Condition: z.unknown().optional(),
});
const policySchema = z.object({
  PolicyDocument: z.object({ Statement: z.array(statementSchema) }),
  Roles: z.array(z.unknown()).default([]),
});

export type Statement = z.output<typeof statementSchema>;

export interface Policy {
  readonly id: string;
  /** Logical ids of the roles it is for. */
  readonly roles: readonly (string | undefined)[];
  readonly statements: readonly Statement[];
}

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** A resource as one text: references stand as what they refer to. */
export const textOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const [between, parts] = joined.safeParse(resource).data?.['Fn::Join'] ?? ['', []];
  return parts.length > 0 ? parts.map(textOf).join(between) : (target(resource) ?? JSON.stringify(resource));
};

/** Policies of roles; those of queues and topics only deny and are left out. */
export const rolePolicies = (synthesis: Synthesis): readonly Policy[] =>
  synthesis.ofType('AWS::IAM::Policy').map(([id, properties]) => {
    const policy = policySchema.parse(properties);
    return { id, roles: policy.Roles.map(target), statements: policy.PolicyDocument.Statement };
  });
