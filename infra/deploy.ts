import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { exitWith, SetupError } from '../scripts/lib/console.mjs';
import { readFlags } from '../scripts/lib/flags.ts';
import { NODE, ROOT, toolEnv } from '../scripts/lib/toolchain.mjs';

const HELP = `npm run deploy -- --stage <dev|prod> [options]: deploys Tallyman to an AWS account

  --stage <name>        the installation to make or update
  --mail-from <mail>    the sender of surveys and of mails about complaints, in a domain of yours
  --alarm-email <mail>  who is told of alarms (prod needs one)
  --runbook-url <url>   where docs/runbook.md can be read, for the links in alarms
  --yes                 do not ask before permissions are changed
  --dry-run             show what would change, change nothing (cdk diff)
  --help                this text

It needs
  1. credentials of the account: AWS_PROFILE=<profile> after "aws sso login", or AWS_ACCESS_KEY_ID and
     AWS_SECRET_ACCESS_KEY, allowed to use the roles that cdk bootstrap makes
  2. a region: AWS_REGION=<region>
  3. once for each account and region: npx cdk bootstrap aws://<account>/<region>
  4. once for each domain that mails come from: its DNS records, see "Mail" in docs/runbook.md

Addresses are printed at the end and written to .local/outputs-<stage>.json. For a trial on this machine
without an account: npm start.`;

interface Options {
  readonly stage: string;
  readonly context: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run deploy', {
    stage: { type: 'string' },
    'mail-from': { type: 'string' },
    'alarm-email': { type: 'string' },
    'runbook-url': { type: 'string' },
    yes: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const { stage } = values;
  if (stage === 'local') throw new SetupError('the stage local is for this machine; use: npm start');
  if (stage !== 'dev' && stage !== 'prod')
    throw new SetupError('--stage must be dev or prod; see npm run deploy -- --help');
  const mailFrom = values['mail-from'];
  if (mailFrom === undefined)
    throw new SetupError('--mail-from is missing: surveys need a sender in a domain you can verify');
  const email = values['alarm-email'];
  if (stage === 'prod' && email === undefined)
    throw new SetupError('--alarm-email is missing: prod needs someone to tell of its alarms');
  const given = { stage, mailFrom, alarmEmail: email, runbookUrl: values['runbook-url'] };
  const context = Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : ['--context', `${key}=${value}`],
  );
  return { stage, context, yes: values.yes, dryRun: values['dry-run'] };
}

const BOOTSTRAP_STACK = 'CDKToolkit';
const SIGN_IN =
  'sign in (aws sso login) and set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

/** Region, credentials and bootstrap, each with its remedy, before anything is built. */
async function assertAccountReady(): Promise<void> {
  const client = new CloudFormationClient({ maxAttempts: 2 });
  const region = await client.config.region().catch(() => {
    throw new SetupError('no AWS region is set; set AWS_REGION=<region>');
  });
  await client.config.credentials().catch((error: unknown) => {
    throw new SetupError(
      `no AWS credentials were found; ${SIGN_IN}`,
      error instanceof Error ? error.message : '',
    );
  });
  try {
    await client.send(new DescribeStacksCommand({ StackName: BOOTSTRAP_STACK }));
  } catch (error) {
    throw accountError(error, region);
  }
}

function accountError(error: unknown, region: string): SetupError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (message.includes('does not exist'))
    return new SetupError(
      `the account is not prepared for CDK in ${region}; once: npx cdk bootstrap aws://<account>/${region}`,
    );
  if (/Expired|InvalidClientToken|Unrecognized|Signature|AuthFailure/.test(`${name} ${message}`))
    return new SetupError(`AWS does not accept the credentials (${message}); ${SIGN_IN}`);
  if (name.includes('AccessDenied'))
    return new SetupError(
      `the credentials may not read the stack ${BOOTSTRAP_STACK} (${message}); use a role that may deploy`,
    );
  return new SetupError(
    `AWS could not be asked about the account (${message}); check the network, AWS_REGION and try again`,
  );
}

/** Runs the CDK on this terminal, as it may ask a question. */
function cdk(args: readonly string[]): Promise<number> {
  const program = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const app = `${JSON.stringify(NODE)} infra/app.ts`;
  const child = spawn(NODE, [program, ...args, '--app', app], {
    cwd: ROOT,
    env: toolEnv(),
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

async function deploy({ stage, context, yes, dryRun }: Options): Promise<void> {
  await assertAccountReady();
  const outputs = path.join('.local', `outputs-${stage}.json`);
  mkdirSync(path.join(ROOT, '.local'), { recursive: true });
  const action = dryRun
    ? ['diff']
    : ['deploy', '--all', '--outputs-file', outputs, '--require-approval', yes ? 'never' : 'broadening'];
  if ((await cdk([...action, ...context])) !== 0)
    throw new SetupError(
      'the deployment failed; CloudFormation has rolled back what it changed. Mend the error above and try again',
    );
  if (!dryRun) process.stdout.write(`Deployed. Addresses: ${outputs}\n`);
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await deploy(wanted);
} catch (error) {
  exitWith(error);
}
