import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { House } from '../constructs/house.ts';
import { TallymanQueue } from '../constructs/tallyman-queue.ts';

/** Timeouts of the functions behind the queues; each queue hides a message six times as long. */
export const WORKER_TIMEOUT = {
  recordFacts: Duration.seconds(60),
  rejudgeOrders: Duration.seconds(120),
  reconcileBucket: Duration.minutes(5),
} as const;

/** The queues between the API, the schedule and the workers. */
export class Queues extends Construct {
  readonly ledger: TallymanQueue;
  readonly bulk: TallymanQueue;
  readonly rejudge: TallymanQueue;
  readonly reconcile: TallymanQueue;

  constructor(scope: Construct, id: string, house: House) {
    super(scope, id);
    // A message that fails blocks its group until it succeeds or is set aside.
    this.ledger = new TallymanQueue(this, 'Ledger', house, {
      name: 'ledger',
      fifo: true,
      consumerTimeout: WORKER_TIMEOUT.recordFacts,
      maxReceiveCount: 6,
      delayImpact: 'Accepted events of some clients are not yet in their KPIs.',
      ageLimit: Duration.minutes(15),
    });
    this.bulk = new TallymanQueue(this, 'Bulk', house, {
      name: 'bulk',
      fifo: true,
      consumerTimeout: WORKER_TIMEOUT.recordFacts,
      maxReceiveCount: 6,
      delayImpact: 'Imported events of some clients are not yet in their KPIs.',
      ageLimit: Duration.hours(4),
    });
    this.rejudge = new TallymanQueue(this, 'Rejudge', house, {
      name: 'rejudge',
      fifo: false,
      consumerTimeout: WORKER_TIMEOUT.rejudgeOrders,
      maxReceiveCount: 5,
      delayImpact: 'Orders of a client are still judged under its former terms.',
      ageLimit: Duration.hours(2),
    });
    this.reconcile = new TallymanQueue(this, 'Reconcile', house, {
      name: 'reconcile',
      fifo: false,
      consumerTimeout: WORKER_TIMEOUT.reconcileBucket,
      maxReceiveCount: 3,
      delayImpact: 'Tallies of some clients have not been compared with the ledger today.',
      ageLimit: Duration.hours(4),
    });
  }
}
