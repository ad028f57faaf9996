/** Roles, see docs/architecture.md § Tenancy. `integration` is a machine with the scope `events.write`. */
export const ROLES = [
  'admin',
  'account-manager',
  'client-viewer',
  'client-approver',
  'operations',
  'integration',
] as const;

export type Role = (typeof ROLES)[number];

/** Who calls. `id` is the user's `sub` for people, the `client_id` for machines: the key of its grant. */
export interface Principal {
  readonly id: string;
  readonly kind: 'person' | 'machine';
  readonly roles: readonly Role[];
}

export const isRole = (text: string): text is Role => ROLES.some((role) => role === text);
