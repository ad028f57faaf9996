import type { ActiveVersion, DraftVersion } from '../domain/contract/versions.ts';
import type { Client } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';

/** A client with everything that is kept of its contract. */
export interface ClientVersions {
  readonly client: Client;
  /** Oldest first, at least one. */
  readonly active: readonly ActiveVersion[];
  /** The version that comes after the newest active one, while it is written. */
  readonly draft: DraftVersion | undefined;
}

/** Versions of contracts. Each write is all or nothing and answers `false` when someone else was faster. */
export interface ContractStore {
  versions(id: ClientId): Promise<ClientVersions | undefined>;
  /** `seen`: the edit that is replaced, `undefined` where there is no draft yet. `client` as read: its version must still hold. */
  saveDraft(client: Client, draft: DraftVersion, seen: string | undefined): Promise<boolean>;
  deleteDraft(id: ClientId, draft: DraftVersion): Promise<boolean>;
  /**
   * Makes a draft the newest active version and raises the version of `client`, given as read. With `pass`, every
   * bucket is marked as waiting for that re-judging pass.
   */
  activate(client: Client, version: ActiveVersion, pass: string | undefined): Promise<boolean>;
}
