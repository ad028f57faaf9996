import type { Programme, ProgrammeId, ProgrammeVersion } from '../domain/survey/programme.ts';

export interface ProgrammePage {
  readonly programmes: readonly Programme[];
  /** The last id of this page when there are more. */
  readonly next?: ProgrammeId;
}

export interface ProgrammeReader {
  /** Consistent. */
  find(programmeId: ProgrammeId): Promise<Programme | undefined>;
  version(programmeId: ProgrammeId, number: number): Promise<ProgrammeVersion | undefined>;
  /** In the order of the ids, from the one after `after`. */
  list(after: ProgrammeId | undefined, limit: number): Promise<ProgrammePage>;
}

/** Every programme at once, for whoever looks at them with each message. */
export interface ProgrammeList {
  all(): Promise<readonly Programme[]>;
}

export interface ProgrammeStore extends ProgrammeReader {
  /**
   * Writes the programme, with the version of its questions where one is new, in one transaction. `false` when the stored
   * one is not `programme.version − 1` (none, for version 1).
   */
  save(programme: Programme, added?: ProgrammeVersion): Promise<boolean>;
}

/** The clock that begins waves: EventBridge Scheduler. */
export interface WaveSchedules {
  /** Makes or changes the schedule of a programme as it now stands: enabled while active, disabled while paused, none once ended. */
  apply(programme: Programme): Promise<void>;
}
