import type { Context } from 'aws-lambda';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Handler } from './api.ts';

export interface PageServer {
  readonly url: string;
  readonly close: () => void;
}

/** The event that an HTTP API makes of a request to `/<page>/<token>`. */
async function eventOf(request: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, page = '', token = ''] = pathname.split('/');
  const body = await text(request);
  return {
    version: '2.0',
    routeKey: `${request.method ?? ''} /${page}/{token}`,
    rawPath: pathname,
    headers: request.headers,
    queryStringParameters: Object.fromEntries(searchParams),
    pathParameters: { token },
    ...(body !== '' && { body }),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1' },
  };
}

/** Serves the pages of a real handler on a loopback address, for a browser. */
export async function servePages(handler: Handler): Promise<PageServer> {
  const server = createServer((request, response) => {
    void eventOf(request)
      .then((event) => handler(event, {} as Context))
      .then(({ statusCode, headers, body }) => response.writeHead(statusCode, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
