import { setTimeout as sleep } from 'node:timers/promises';
import { exitWith, SetupError } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { clientIdSchema, type ClientId } from '../../shared/domain/ids.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createDynamoDocuments } from '../../shared/store/dynamo-documents.ts';
import { dynamo } from './clients.ts';
import { runningStack, type LocalStack } from './stack.ts';
import { accessToken, TOKEN_ROLES } from './tokens.ts';

const HELP = `npm run -s token -- --role <role> [--client <id>]: a bearer token of the local installation

  --role     ${TOKEN_ROLES.join(' | ')}
  --client   for a person who sees this client only (admin and integration see all, with or without it);
             without it the first person of the role, who sees what npm start shows`;

function options(): { role: (typeof TOKEN_ROLES)[number]; client: ClientId | undefined } {
  const values = readFlags('npm run -s token', {
    role: { type: 'string' },
    client: { type: 'string' },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  const role = TOKEN_ROLES.find((candidate) => candidate === values.role);
  if (role === undefined) throw new SetupError(`--role must be one of ${TOKEN_ROLES.join(', ')}`);
  const client = clientIdSchema.optional().safeParse(values.client);
  if (!client.success) throw new SetupError('--client must be a client id: 1 to 64 of a-z, 0-9 and -');
  return { role, client: client.data };
}

/** A person may be made before the client; but a misspelt client is seen by nobody. */
async function exists(stack: LocalStack, client: ClientId): Promise<boolean> {
  const documents = createDynamoDocuments({ client: dynamo(stack), random: Math.random, sleep });
  return (await createClientRepository(documents, stack.tables.crm).find(client)) !== undefined;
}

try {
  const { role, client } = options();
  const stack = await runningStack();
  process.stdout.write(`${await accessToken(stack, role, client)}\n`);
  if (client !== undefined && !(await exists(stack, client)))
    process.stderr.write(
      `Note: there is no client ${client} yet; this token sees nothing until it is made\n`,
    );
} catch (error) {
  exitWith(error);
}
