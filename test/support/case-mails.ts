import type { SendCaseMailDeps } from '../../shared/app/complaints/send-case-mail.ts';
import type { Mail, Mailer } from '../../shared/ports/mail.ts';
import { createCaseRepository } from '../../shared/store/case-repository.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createContactRepository } from '../../shared/store/contact-repository.ts';
import { mailboxIdOf } from '../../shared/store/digests.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { anApi } from './api.ts';
import { aClient, CONTRACT } from './builders.ts';
import { aContact } from './contacts.ts';

/** The mail provider: takes every mail, unless `before` or `after` taking it something is thrown. */
export function aMailer() {
  const sent: Mail[] = [];
  const faults: { before: Error | undefined; after: Error | undefined } = {
    before: undefined,
    after: undefined,
  };
  const mailer: Mailer = {
    send: (mail) => {
      if (faults.before) return Promise.reject(faults.before);
      sent.push(mail);
      return faults.after ? Promise.reject(faults.after) : Promise.resolve();
    },
  };
  return { sent, faults, mailer };
}

/** The test client with the contact `ann`, and what sends mails about its cases. */
export async function caseMails() {
  const api = anApi();
  await api.clients.create(aClient(), CONTRACT, 'admin-1');
  await api.contacts.save(aContact({ language: 'de' }));
  const post = aMailer();
  /** What a worker runs with; `store` may fail as planned. */
  const worker = (store: Documents = api.documents): SendCaseMailDeps => ({
    cases: createCaseRepository(store, 'crm'),
    clients: createClientRepository(store, 'crm'),
    contacts: createContactRepository(store, 'crm'),
    mailboxes: createMailboxRepository(store, 'crm'),
    mailboxIdOf,
    mailer: post.mailer,
    clock: api.clock,
  });
  return { ...api, ...post, worker, cases: createCaseRepository(api.documents, 'crm') };
}
