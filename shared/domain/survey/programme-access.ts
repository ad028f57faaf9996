import { covers, type Scope } from '../crm/permissions.ts';
import { surveys, type Programme } from './programme.ts';

/** Whether a programme asks people of a client within the scope. One of others alone is not to be seen. */
export const concerns = (programme: Pick<Programme, 'clients'>, scope: Scope): boolean =>
  scope.all || scope.clientIds.some((clientId) => surveys(programme, clientId));

/** Whether it asks nobody outside the scope: then it may be changed from within. */
export const isWithin = ({ clients }: Pick<Programme, 'clients'>, scope: Scope): boolean =>
  scope.all || (clients !== 'every' && clients.every((clientId) => covers(scope, clientId)));

/** The programme as seen from the scope: other clients are not named. */
export const seenFrom = (programme: Programme, scope: Scope): Programme =>
  programme.clients === 'every'
    ? programme
    : { ...programme, clients: programme.clients.filter((clientId) => covers(scope, clientId)) };
