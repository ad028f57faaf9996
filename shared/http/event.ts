import * as z from 'zod';

/** The part of an HTTP API event (payload 2.0) that is read here. API Gateway leaves out what is empty. */
export const httpEventSchema = z.object({
  routeKey: z.string(),
  rawPath: z.string().default('/'),
  headers: z.record(z.string(), z.string().optional()).nullish(),
  queryStringParameters: z.record(z.string(), z.string().optional()).nullish(),
  pathParameters: z.record(z.string(), z.string().optional()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string().optional(),
    authorizer: z
      .object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }).optional() })
      .nullish(),
  }),
});

export type HttpEvent = z.infer<typeof httpEventSchema>;

/** What API Gateway expects back. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A header by its lower-case name; API Gateway sends names in lower case, other callers may not. */
export function headerOf(event: HttpEvent, name: string): string | undefined {
  const headers = event.headers ?? {};
  const exact = headers[name];
  if (exact !== undefined) return exact;
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value;
  return undefined;
}

/**
 * Path parameters as the caller meant them. An HTTP API decodes every escape of a path except `%25`,
 * so putting `%` back is all that is left to do; decoding once more would break `100%25`.
 */
export function pathParametersOf(event: HttpEvent): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {}))
    if (value !== undefined) params[name] = value.replaceAll('%25', '%');
  return params;
}
