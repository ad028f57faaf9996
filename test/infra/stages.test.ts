import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { addTallyman } from '../../infra/stacks/tallyman.ts';
import { readStageConfig } from '../../infra/stage-config.ts';
import { CRM, LEDGER } from '../../shared/store/tables.ts';
import { synthesise, withUnbundledApp } from './synthesis.ts';

const local = synthesise('local');
const dev = synthesise('dev');
const prod = synthesise('prod');

const contextOf =
  (values: Readonly<Record<string, unknown>>) =>
  (name: string): unknown =>
    values[name];

describe('stage settings', () => {
  it('name the stages when none is given', () => {
    expect(() => readStageConfig(contextOf({}))).toThrow('stage must be local, dev or prod');
  });

  it('want someone to tell of the alarms of prod', () => {
    expect(() => readStageConfig(contextOf({ stage: 'prod' }))).toThrow('--context alarmEmail=<address>');
  });

  it('refuse a mail address that is none', () => {
    expect(() => readStageConfig(contextOf({ stage: 'dev', alarmEmail: 'nobody' }))).toThrow('alarmEmail');
  });

  it.each(['dev', 'prod'])('want a sender for the mails of %s', (stage) => {
    const given = { stage, alarmEmail: 'alarms@example.com' };
    expect(() => readStageConfig(contextOf(given))).toThrow('--context mailFrom=<address>');
  });

  it('refuse a sender that is no mail address', () => {
    expect(() => readStageConfig(contextOf({ stage: 'dev', mailFrom: 'surveys' }))).toThrow('mailFrom');
  });

  it('let the context change where runbook links lead', () => {
    const runbookUrl = 'https://example.com/runbook';
    expect(
      readStageConfig(contextOf({ stage: 'dev', mailFrom: 'surveys@dev.example', runbookUrl })).runbookUrl,
    ).toBe(runbookUrl);
  });
});

describe('prod', () => {
  it('keeps its tables, users, secrets and mail domain whatever happens to a stack', () => {
    const state = [
      'AWS::DynamoDB::Table',
      'AWS::Cognito::UserPool',
      'AWS::SecretsManager::Secret',
      'AWS::SES::EmailIdentity',
    ];
    const kept = Object.values(prod.resources).filter(({ Type }) => state.includes(Type));
    expect(kept).toHaveLength(7);
    for (const { DeletionPolicy, UpdateReplacePolicy } of kept) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
  });

  it('can restore its tables to any second and refuses to delete them', () => {
    const tables = prod.ofType('AWS::DynamoDB::Table');
    expect(tables).toHaveLength(3);
    for (const [, table] of tables) {
      expect(table.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      expect(table.DeletionProtectionEnabled).toBe(true);
    }
    expect(prod.ofType('AWS::Cognito::UserPool')[0]?.[1].DeletionProtection).toBe('ACTIVE');
  });

  it('asks people for a second factor and takes no password through the API', () => {
    expect(prod.ofType('AWS::Cognito::UserPool')[0]?.[1].MfaConfiguration).toBe('ON');
    const flows = prod
      .ofType('AWS::Cognito::UserPoolClient')
      .flatMap(([, client]) => z.array(z.string()).parse(client.ExplicitAuthFlows ?? []));
    expect(flows.filter((flow) => flow.includes('PASSWORD'))).toEqual([]);
  });

  it('tells the named address of its alarms', () => {
    const mailed = prod.ofType('AWS::SNS::Subscription').filter(([, { Protocol }]) => Protocol === 'email');
    expect(mailed.map(([, { Endpoint }]) => Endpoint)).toEqual(['alarms@example.com']);
  });

  it('verifies the domain of its sender', () => {
    expect(prod.ofType('AWS::SES::EmailIdentity').map(([, { EmailIdentity }]) => EmailIdentity)).toEqual([
      'prod.example',
    ]);
  });
});

describe('every stage', () => {
  it.each([
    ['local', local],
    ['dev', dev],
    ['prod', prod],
  ])('%s keeps logs for a stated time', (_, synthesis) => {
    const groups = synthesis.ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(10);
    expect(groups.filter(([, { RetentionInDays }]) => typeof RetentionInDays !== 'number')).toEqual([]);
  });

  it('has the tables of shared/store/tables.ts, billed by request', () => {
    const tables = local.ofType('AWS::DynamoDB::Table').map(([, table]) => table);
    expect(new Set(tables.map(({ BillingMode }) => BillingMode))).toEqual(new Set(['PAY_PER_REQUEST']));
    const indexes = tables.flatMap(({ LocalSecondaryIndexes }) =>
      z.array(z.object({ IndexName: z.string() })).parse(LocalSecondaryIndexes ?? []),
    );
    expect(indexes.map(({ IndexName }) => IndexName)).toEqual(Object.keys(LEDGER.localIndexes));
    expect(tables.flatMap(({ TimeToLiveSpecification: ttl }) => (ttl === undefined ? [] : [ttl]))).toEqual([
      { AttributeName: CRM.ttlAttribute, Enabled: true },
    ]);
  });

  it('tells in its outputs how to reach what programs need', () => {
    expect([...local.serviceOutputs].sort()).toEqual([
      'ApiUrl',
      'BulkQueueUrl',
      'CaseMailQueueUrl',
      'CrmTable',
      'HostedUiDomain',
      'LedgerQueueUrl',
      'LedgerTable',
      'LinkSecretArn',
      'MachineClientId',
      'MailEventsQueueUrl',
      'MailEventsTopicArn',
      'PageTokenSecretArn',
      'PlanQueueUrl',
      'ReconcileQueueUrl',
      'RejudgeQueueUrl',
      'ScheduleGroup',
      'SendQueueUrl',
      'TalliesTable',
      'UserPoolId',
      'WebClientId',
    ]);
  });

  it('is refused when cdk-nag has a finding that nobody acknowledged', () => {
    withUnbundledApp((app) => {
      addTallyman(app, readStageConfig(contextOf({ stage: 'local' })));
      new Queue(new Stack(app, 'Other'), 'WithoutDeadLetters');
      expect(() => app.synth()).toThrow('Acknowledge with');
    });
  });
});
