import type { EpochMs } from '../../../../shared/domain/calendar/time.ts';
import type { Story } from '../steps.ts';

/** One way in which an order can go. */
export interface Case {
  readonly name: string;
  /** How many of 1,000 orders of a client whose trouble is 1. */
  readonly perMille: number;
  /** Only orders placed at least so many days ago, so that the story comes to its point. @default 20 */
  readonly minAgeDays?: number;
  /** Only orders placed at most so many days ago. */
  readonly maxAgeDays?: number;
  /** The first order of this kind is an urgent one. */
  readonly urgentFirst?: boolean;
  /** The facts arrive as they are told, never shuffled. */
  readonly inOrder?: boolean;
  /** Tells the story; returns when the order was delivered, if it was. */
  readonly tell: (story: Story) => EpochMs | undefined;
}
