import type { Context } from 'aws-lambda';
import { createHandler } from '../../functions/api/cases/handler.ts';
import type { Case } from '../../shared/domain/complaint/case.ts';
import { raisedCase, type NewCase } from '../../shared/domain/complaint/new-case.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import { QueueUnavailable } from '../../shared/messaging/sqs-standard-queue.ts';
import type { CaseMailRequest } from '../../shared/ports/cases.ts';
import { createCaseRepository } from '../../shared/store/case-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createFactOutbox } from '../../shared/store/fact-outbox.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { httpEvent, person, type Call } from './api.ts';
import { CLIENT, CONTRACT, clientId, day, delivered, NOW, placed } from './builders.ts';
import { aLedger, order } from './ledger.ts';

/** A complaint about two orders, raised by the manager at the tests' clock. */
export const aNewCase = (over: Partial<NewCase> = {}): NewCase => ({
  kind: 'complaint',
  incidentId: null,
  orders: [],
  contactId: null,
  replyTo: null,
  language: null,
  category: 'late-delivery',
  severity: 'medium',
  channel: 'phone',
  description: 'It came two days late.',
  remedySought: 'apology',
  owner: 'desk@tallyman.example',
  claim: null,
  ...over,
});

export const aCase = (over: Partial<NewCase> = {}, changed: Partial<Case> = {}): Case => ({
  ...raisedCase(
    { clientId: CLIENT, caseId: 'CASE-1' },
    aNewCase(over),
    { by: 'manager', now: NOW },
    CONTRACT,
  ),
  ...changed,
});

/** A case in answers of the API. */
export interface SeenCase {
  readonly caseId: string;
  readonly state: string;
  readonly next: readonly string[];
  readonly incidentId: string | null;
  readonly acknowledgeBy: string | null;
  readonly answerBy: string | null;
  readonly validity: string;
  readonly clientAgreed: boolean;
  readonly version: number;
  readonly channel: string;
  readonly kind: string;
  readonly claim: { readonly accepted: unknown; readonly settlement: unknown } | null;
  readonly inside?: {
    readonly owner: string | null;
    readonly rootCause: string | null;
    readonly mails: { readonly sent: readonly string[]; readonly waiting: readonly string[] };
    readonly history: readonly { readonly by: string; readonly what: string; readonly note: string | null }[];
  };
}

export interface CaseAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SeenCase & {
    readonly code?: string;
    readonly allowed?: readonly string[];
    readonly errors?: readonly { readonly path: string; readonly detail: string }[];
    readonly cases: readonly SeenCase[];
    readonly nextToken?: string;
  };
}

export const MANAGER = person('manager', 'account-manager');
export const APPROVER = person('approver', 'client-approver');
export const VIEWER = person('viewer', 'client-viewer');

const CASES = '/v1/clients/{clientId}/cases';

/** The API of cases over a ledger with the delivered orders `SO-1` to `SO-3`, 30 days before the tests' clock. */
export async function aCasesApi(contract?: Contract) {
  const ledger = await aLedger(contract && { contract });
  for (const who of ['manager', 'approver', 'viewer', 'operator'])
    await ledger.grants.save(grantOf(who, [clientId('acme')], 1));
  const ordered = placed(
    { promise: { date: day('2026-05-20') }, units: 10, value: { amount: 100_000, currency: 'EUR' } },
    '2026-05-10 09:00',
  );
  for (const number of ['SO-1', 'SO-2', 'SO-3'])
    await ledger.record(
      order(number, [{ ...ordered, id: `placed-${number}` }, delivered('2026-05-19 10:00')]),
    );

  const queued: CaseMailRequest[] = [];
  const mailQueue = { isDown: false };
  /** The handler on a store that may fail as planned. */
  const handlerOn = (store: Documents) =>
    createHandler({
      ...ledger,
      recording: ledger.worker(store),
      cases: createCaseRepository(store, 'crm'),
      outbox: createFactOutbox(store, 'crm'),
      bucketOf,
      mails: {
        send: (requests) => {
          if (mailQueue.isDown) return Promise.reject(new QueueUnavailable('down'));
          queued.push(...requests);
          return Promise.resolve();
        },
      },
    });
  const sendTo =
    (handler: ReturnType<typeof handlerOn>) =>
    async (request: Call): Promise<CaseAnswer> => {
      const { statusCode, headers, body } = await handler(
        httpEvent({ as: MANAGER, params: { clientId: 'acme' }, ...request }),
        {} as Context,
      );
      return { status: statusCode, headers, body: JSON.parse(body) as CaseAnswer['body'] };
    };
  const send = sendTo(handlerOn(ledger.documents));
  const on = (rest: string, caseId: string, body: object, more: Partial<Call> = {}) =>
    send({ route: `POST ${CASES}/{caseId}/${rest}`, params: { clientId: 'acme', caseId }, body, ...more });

  const raise = (over: object = {}, more: Partial<Call> = {}) =>
    send({
      route: `POST ${CASES}`,
      body: {
        kind: 'complaint',
        category: 'late-delivery',
        channel: 'phone',
        description: 'It came two days late.',
        owner: 'desk@tallyman.example',
        ...over,
      },
      ...more,
    });

  return {
    ledger,
    queued,
    mailQueue,
    send,
    sendOn: (store: Documents) => sendTo(handlerOn(store)),
    cases: createCaseRepository(ledger.documents, 'crm'),
    raise,
    step: (caseId: string, step: string, over: object = {}, more: Partial<Call> = {}) =>
      on('steps', caseId, { step, ...over }, more),
    decide: (caseId: string, valid: boolean, more: Partial<Call> = {}) =>
      on('validity', caseId, { valid }, more),
    agree: (caseId: string, as: Call['as'] = APPROVER) => on('validity', caseId, { agreed: true }, { as }),
    /** Raises a case and brings it to a state by the usual way. */
    broughtTo: async (state: string, over: object = {}): Promise<CaseAnswer['body']> => {
      let { body } = await raise(over);
      for (const step of ['acknowledged', 'investigating', 'answered']) {
        if (body.state === state) break;
        const outcome = step === 'answered' ? { outcome: 'We are sorry.' } : {};
        ({ body } = await on('steps', body.caseId, { step, ...outcome }));
      }
      return body;
    },
    claim: (caseId: string, body: object, more: Partial<Call> = {}) => on('claim', caseId, body, more),
    read: (caseId: string, as: Call['as'] = MANAGER, client = 'acme') =>
      send({ route: `GET ${CASES}/{caseId}`, as, params: { clientId: client, caseId } }),
    list: (query: Record<string, string> = {}, as: Call['as'] = MANAGER) =>
      send({ route: `GET ${CASES}`, as, query }),
    change: (caseId: string, changes: object, version: number, more: Partial<Call> = {}) =>
      send({
        route: `PATCH ${CASES}/{caseId}`,
        params: { clientId: 'acme', caseId },
        body: changes,
        headers: { 'if-match': `"${String(version)}"` },
        ...more,
      }),
  };
}

export type CasesApi = Awaited<ReturnType<typeof aCasesApi>>;

export const codeOf = ({ status, body }: CaseAnswer): readonly unknown[] => [status, body.code];
export const pathsOf = ({ body }: CaseAnswer): readonly string[] =>
  (body.errors ?? []).map(({ path }) => path);
