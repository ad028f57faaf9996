import { localStack } from '../../support/local-stack/stack.ts';

// The emulator reads the service from the credential's scope and checks no signature.
const scopeOf = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
});

/** Calls a deployed function and waits for its answer. */
export async function invoke<Result>(functionName: string): Promise<Result> {
  const response = await fetch(`${localStack().endpoint}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    body: '{}',
    headers: scopeOf('lambda'),
  });
  const body = (await response.json()) as Result;
  if (response.headers.has('x-amz-function-error')) throw new Error(JSON.stringify(body));
  return body;
}

async function logs<Result>(operation: string, body: object): Promise<Result> {
  const response = await fetch(localStack().endpoint, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      ...scopeOf('logs'),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
    },
  });
  return (await response.json()) as Result;
}

/** Log lines of the function whose log group has this name in it, that hold a text; the oldest first. */
export async function logLines(groupPart: string, text: string): Promise<Record<string, unknown>[]> {
  const { logGroups } = await logs<{ logGroups: { logGroupName: string }[] }>('DescribeLogGroups', {});
  const logGroupName = logGroups.find((group) => group.logGroupName.includes(groupPart))?.logGroupName;
  const { events } = await logs<{ events: { message: string }[] }>('FilterLogEvents', {
    logGroupName,
    filterPattern: `"${text}"`,
  });
  return events
    .map(({ message }) => message)
    .filter((message) => message.startsWith('{') && message.includes(text))
    .map((message) => JSON.parse(message) as Record<string, unknown>);
}

/** Publishes to an SNS topic, as another AWS service does. */
export async function publish(topicArn: string, message: object): Promise<void> {
  const response = await fetch(localStack().endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ Action: 'Publish', Version: '2010-03-31' },
      TopicArn: topicArn,
      Message: JSON.stringify(message),
    }),
    headers: scopeOf('sns'),
  });
  if (!response.ok) throw new Error(`SNS: ${await response.text()}`);
}
