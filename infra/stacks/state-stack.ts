import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

import { CRM, LEDGER, TALLIES, type TableShape } from '../../shared/store/tables.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { removalPolicy } from '../constructs/house.ts';
import { TallymanTable } from '../constructs/tallyman-table.ts';
import type { StageConfig } from '../stage-config.ts';
import { Identity } from './identity.ts';

/** What must outlive a deployment: the tables, the people and machines that may sign in, the signing secret. */
export interface State {
  readonly ledger: TallymanTable;
  readonly tallies: TallymanTable;
  readonly crm: TallymanTable;
  readonly pageTokenSecret: Secret;
  readonly identity: Identity;
}

/** The stack that holds state. The service stack can be deleted and made again without touching it. */
export class StateStack extends Stack implements State {
  readonly ledger: TallymanTable;
  readonly tallies: TallymanTable;
  readonly crm: TallymanTable;
  readonly pageTokenSecret: Secret;
  readonly identity: Identity;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id, {
      stackName: `tallyman-${stage.name}-state`,
      description: 'Tallyman: tables, identities, secret',
      terminationProtection: stage.keepsData,
    });
    this.ledger = this.#table('Ledger', stage, LEDGER);
    this.tallies = this.#table('Tallies', stage, TALLIES);
    this.crm = this.#table('Crm', stage, CRM);
    this.pageTokenSecret = this.#pageTokenSecret(stage);
    this.identity = new Identity(this, 'Identity', stage);
  }

  #table(id: string, stage: StageConfig, shape: TableShape): TallymanTable {
    const table = new TallymanTable(this, id, stage, shape);
    if (!stage.keepsData) {
      acknowledge(
        table,
        'AwsSolutions-DDB3',
        'This stage holds demonstration or trial data, which is made again.',
      );
    }
    return table;
  }

  #pageTokenSecret(stage: StageConfig): Secret {
    const secret = new Secret(this, 'PageTokenSecret', {
      description: 'Signs the page tokens of lists',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicy(stage),
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'The secret signs page tokens only, which grant nothing by themselves: each request is authorised anew. It is replaced by hand when it may have leaked (runbook).',
    );
    return secret;
  }
}
