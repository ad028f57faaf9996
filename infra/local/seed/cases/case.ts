import type { EpochMs } from '../../../../shared/domain/calendar/time.ts';
import type { Story } from '../steps.ts';

/** How often something goes a certain way, and with what. */
export interface Share {
  readonly name: string;
  /** How many of 1,000 of a client whose trouble is 1. */
  readonly perMille: number;
  /** Only what began at least so many days ago, so that the story comes to its point. @default 20 */
  readonly minAgeDays?: number;
  /** Only what began at most so many days ago. */
  readonly maxAgeDays?: number;
}

/** One way in which an order can go. */
export interface Case extends Share {
  /** The first order of this kind is an urgent one. */
  readonly urgentFirst?: boolean;
  /** The facts arrive as they are told, never shuffled. */
  readonly inOrder?: boolean;
  /** Tells the story; returns when the order was delivered, if it was. */
  readonly tell: (story: Story) => EpochMs | undefined;
}
