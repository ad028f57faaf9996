import type { Grant } from '../domain/crm/grant.ts';

export interface GrantReader {
  find(principalId: string): Promise<Grant | undefined>;
}

export interface GrantStore extends GrantReader {
  /** Version 1 is put only where there is none, version n only over n − 1; `false` when someone else was first. */
  save(grant: Grant): Promise<boolean>;
}
