import * as z from 'zod';

/** Six fields, as EventBridge Scheduler reads them. */
const scheduleSchema = z.strictObject({
  cron: z.string().regex(/^cron\((\S+ ){5}\S+\)$/, 'must be cron(minute hour day month weekday year)'),
  timeZone: z.string().min(1),
});

const stageSchema = z.strictObject({
  name: z.enum(['local', 'dev', 'prod']),
  /** Tables, users and logs outlive their stack; a table cannot be deleted by mistake and can be restored to any second. */
  keepsData: z.boolean(),
  /** One of the retentions CloudWatch offers. */
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)]),
  /** Who is told of an alarm. Given with `--context alarmEmail=…`, never stored in the repository. */
  alarmEmail: z.email().optional(),
  /** What the links in alarms start with; the anchor of the section follows. */
  runbookUrl: z.string().min(1),
  memoryMegabytes: z.strictObject({
    api: z.int().min(256).max(3008),
    worker: z.int().min(256).max(3008),
  }),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  reconciliation: scheduleSchema,
  /** When reminders, leftovers and the closing of waves are looked after; hourly, for programmes are of many zones. */
  surveyRound: scheduleSchema,
  /** When cases are looked through for due dates; hourly. */
  caseRound: scheduleSchema,
  /** The sender of every mail. SES verifies its domain, the part after the `@`, which belongs to one stage of an account. */
  mailFrom: z.email(),
  /** Whether activating a contract version needs another person than the one who saved it last. */
  secondPerson: z.enum(['required', 'not-required']),
  api: z.strictObject({
    requestsPerSecond: z.int().min(1),
    burst: z.int().min(1),
    /** Pages elsewhere that may call the API; its own pages need no entry. */
    corsOrigins: z.array(z.string().min(1)),
  }),
  identity: z.strictObject({
    /** Addresses the hosted sign-in page may return to, beside the API's own. */
    callbackUrls: z.array(z.url()),
    /** A second factor (authenticator app) at every sign-in of a person. */
    mfaRequired: z.boolean(),
    /** Sign-in with a password through the API of Cognito, for `npm run token`; people use the hosted page. */
    passwordSignIn: z.boolean(),
  }),
});

/** When something is started. */
export type Schedule = z.output<typeof scheduleSchema>;
/** Settings of one installation of the product. */
export type StageConfig = z.output<typeof stageSchema>;
export type StageName = StageConfig['name'];

const RUNBOOK = 'docs/runbook.md';
// 02:30 in the default zone: outside the working hours in which contracts are changed and files come in.
const NIGHTLY = { cron: 'cron(30 2 * * ? *)', timeZone: 'Etc/UTC' };

// Off the full hour, when waves begin.
const HOURLY = {
  surveyRound: { cron: 'cron(10 * * * ? *)', timeZone: 'Etc/UTC' },
  caseRound: { cron: 'cron(40 * * * ? *)', timeZone: 'Etc/UTC' },
};

type StageInput = z.input<typeof stageSchema>;
/** A stage on AWS has no sender of its own: nobody else's domain would do. */
type GivenStage = Omit<StageInput, 'mailFrom'> & Partial<Pick<StageInput, 'mailFrom'>>;

const STAGES: Readonly<Record<StageName, GivenStage>> = {
  local: {
    name: 'local',
    keepsData: false,
    logRetentionDays: 7,
    mailFrom: 'surveys@tallyman.example',
    runbookUrl: RUNBOOK,
    memoryMegabytes: { api: 512, worker: 512 },
    logLevel: 'INFO',
    reconciliation: NIGHTLY,
    ...HOURLY,
    secondPerson: 'not-required',
    api: { requestsPerSecond: 1000, burst: 2000, corsOrigins: ['*'] },
    identity: { callbackUrls: ['http://localhost:4566/'], mfaRequired: false, passwordSignIn: true },
  },
  dev: {
    name: 'dev',
    keepsData: false,
    logRetentionDays: 30,
    runbookUrl: RUNBOOK,
    memoryMegabytes: { api: 1024, worker: 1024 },
    logLevel: 'INFO',
    reconciliation: NIGHTLY,
    ...HOURLY,
    secondPerson: 'required',
    api: { requestsPerSecond: 100, burst: 200, corsOrigins: [] },
    identity: { callbackUrls: [], mfaRequired: true, passwordSignIn: false },
  },
  prod: {
    name: 'prod',
    keepsData: true,
    logRetentionDays: 365,
    runbookUrl: RUNBOOK,
    memoryMegabytes: { api: 1024, worker: 1769 },
    logLevel: 'INFO',
    reconciliation: NIGHTLY,
    ...HOURLY,
    secondPerson: 'required',
    api: { requestsPerSecond: 500, burst: 1000, corsOrigins: [] },
    identity: { callbackUrls: [], mfaRequired: true, passwordSignIn: false },
  },
};

/** Context that changes a stage without changing the repository. */
const contextSchema = z.object({
  stage: z.enum(['local', 'dev', 'prod'], {
    error: 'stage must be local, dev or prod: add --context stage=<name>',
  }),
  alarmEmail: z
    .email({ error: 'alarmEmail must be a mail address: add --context alarmEmail=<address>' })
    .optional(),
  mailFrom: z
    .email({ error: 'mailFrom must be a mail address: add --context mailFrom=<address>' })
    .optional(),
  runbookUrl: z
    .url({ error: 'runbookUrl must be the address of docs/runbook.md as people open it' })
    .optional(),
});

/**
 * The settings of the stage that the context names.
 *
 * @throws {Error} naming each wrong context value and its remedy; also when `prod` has no `alarmEmail`, for
 * alarms that reach nobody are worse than none, and when a stage on AWS has no `mailFrom`.
 */
export const readStageConfig = (contextValue: (name: string) => unknown): StageConfig => {
  const read = contextSchema.safeParse({
    stage: contextValue('stage'),
    alarmEmail: contextValue('alarmEmail'),
    mailFrom: contextValue('mailFrom'),
    runbookUrl: contextValue('runbookUrl'),
  });
  if (!read.success) throw new Error(read.error.issues.map((issue) => issue.message).join('; '));
  const { stage, ...changes } = read.data;
  if (stage === 'prod' && changes.alarmEmail === undefined) {
    throw new Error('prod needs someone to tell of its alarms: add --context alarmEmail=<address>');
  }
  const settings = {
    ...STAGES[stage],
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
  };
  if (settings.mailFrom === undefined) {
    throw new Error(
      `${stage} needs an address that its mails come from, of a domain you can verify: add --context mailFrom=<address>`,
    );
  }
  return stageSchema.parse(settings);
};
