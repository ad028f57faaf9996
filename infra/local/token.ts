import { exitWith, SetupError } from '../../scripts/lib/console.mjs';
import { readFlags } from '../../scripts/lib/flags.ts';
import { clientIdSchema } from '../../shared/domain/ids.ts';
import { runningStack } from './stack.ts';
import { accessToken, TOKEN_ROLES } from './tokens.ts';

const HELP = `npm run -s token -- --role <role> [--client <id>]: a bearer token of the local installation

  --role     ${TOKEN_ROLES.join(' | ')}
  --client   for a person who sees this client only (admin and integration see all, with or without it)`;

function options(): { role: (typeof TOKEN_ROLES)[number]; client: string | undefined } {
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

try {
  const { role, client } = options();
  process.stdout.write(`${await accessToken(await runningStack(), role, client)}\n`);
} catch (error) {
  exitWith(error);
}
