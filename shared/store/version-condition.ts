import type { Condition } from './documents.ts';

/** What must hold so that version `version` of an item may be written: nothing there, or the version before. */
export const versionCondition = (version: number): Condition =>
  version === 1 ? { when: 'absent' } : { when: 'equals', attribute: 'version', value: version - 1 };
