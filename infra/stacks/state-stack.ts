import { Stack } from 'aws-cdk-lib';
import { EmailIdentity, Identity as MailIdentity } from 'aws-cdk-lib/aws-ses';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

import { CRM, LEDGER, TALLIES, type TableShape } from '../../shared/store/tables.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { removalPolicy } from '../constructs/house.ts';
import { TallymanTable } from '../constructs/tallyman-table.ts';
import type { StageConfig } from '../stage-config.ts';
import { Identity } from './identity.ts';

/**
 * What must outlive a deployment: the tables, the people and machines that may sign in, the signing secrets, and the
 * domain of mails, whose DNS records are made by hand.
 */
export interface State {
  readonly ledger: TallymanTable;
  readonly tallies: TallymanTable;
  readonly crm: TallymanTable;
  readonly pageTokenSecret: Secret;
  readonly linkSecret: Secret;
  readonly mailDomain: EmailIdentity;
  readonly identity: Identity;
}

/** The stack that holds state. The service stack can be deleted and made again without touching it. */
export class StateStack extends Stack implements State {
  readonly ledger: TallymanTable;
  readonly tallies: TallymanTable;
  readonly crm: TallymanTable;
  readonly pageTokenSecret: Secret;
  readonly linkSecret: Secret;
  readonly mailDomain: EmailIdentity;
  readonly identity: Identity;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id, {
      stackName: `tallyman-${stage.name}-state`,
      description: 'Tallyman: tables, identities, secrets, mail domain',
      terminationProtection: stage.keepsData,
    });
    this.ledger = this.#table('Ledger', stage, LEDGER);
    this.tallies = this.#table('Tallies', stage, TALLIES);
    this.crm = this.#table('Crm', stage, CRM);
    this.pageTokenSecret = this.#secret('PageTokenSecret', stage, {
      description: 'Signs the page tokens of lists',
      whyNotRotated:
        'The secret signs page tokens only, which grant nothing by themselves: each request is authorised anew. It is replaced by hand when it may have leaked (runbook).',
    });
    this.linkSecret = this.#secret('LinkSecret', stage, {
      description: 'Signs unsubscribe and survey result links',
      whyNotRotated:
        'Whoever was ever written to must be able to unsubscribe by that mail: a rotation would break its link. It is replaced by hand when it may have leaked (runbook).',
    });
    this.mailDomain = this.#mailDomain(stage);
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

  #secret(
    id: string,
    stage: StageConfig,
    { description, whyNotRotated }: { readonly description: string; readonly whyNotRotated: string },
  ): Secret {
    const secret = new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicy(stage),
    });
    acknowledge(secret, 'AwsSolutions-SMG4', whyNotRotated);
    return secret;
  }

  #mailDomain(stage: StageConfig): EmailIdentity {
    const domain = new EmailIdentity(this, 'MailDomain', {
      identity: MailIdentity.domain(domainOf(stage.mailFrom)),
    });
    domain.applyRemovalPolicy(removalPolicy(stage));
    return domain;
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
