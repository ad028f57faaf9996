import { afterEach, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../../shared/runtime/lambda-credentials.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const given = (token: string): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', token);
};

it('hands over what Lambda has set, the token only where there is one', async () => {
  given('token');
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
  given('');
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
});

it('says what is missing', async () => {
  given('token');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
  await expect(defaultProvider()()).rejects.toThrow('AWS_SECRET_ACCESS_KEY');
});
