import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';

interface FakeExecution {
  readonly name: string;
  readonly input: string;
  /** Descriptions to come, the last one for ever. */
  readonly course: readonly object[];
  described: number;
}

interface FakeMessage {
  readonly id: string;
  readonly body: string;
  hidden: boolean;
}

const member = z.looseObject({ name: z.optional(z.string()), input: z.optional(z.string()) });
const described = z.looseObject({ executionArn: z.string() });
const deleted = z.looseObject({ ReceiptHandle: z.string() });

const started = 1_767_225_600;
export const running = { status: 'RUNNING', startDate: started };
export const succeeded = (output: object) => ({
  status: 'SUCCEEDED',
  startDate: started,
  stopDate: started + 90,
  output: JSON.stringify(output),
});
export const failedWith = (error: string) => ({ status: 'FAILED', startDate: started, stopDate: started + 5, error });

/** Step Functions and SQS over HTTP, as far as the command line uses them: names are taken for good, a received message
 * hides, a deleted one is gone. */
export const startStepFunctionsAndQueue = async (options: {
  readonly courses?: readonly (readonly object[])[];
  readonly messages?: readonly string[];
}) => {
  const courses = [...(options.courses ?? [])];
  const executions = new Map<string, FakeExecution>();
  const messages: FakeMessage[] = (options.messages ?? []).map((body, n) => ({ id: `m-${n}`, body, hidden: false }));
  const calls: string[] = [];

  const start = (request: unknown): readonly [number, object] => {
    const { name = '', input = '' } = member.parse(request);
    if (executions.has(name)) return [400, { __type: 'ExecutionAlreadyExists', message: 'Execution Already Exists' }];
    executions.set(name, { name, input, course: courses.shift() ?? [running], described: 0 });
    return [200, { executionArn: name, startDate: started }];
  };
  const describe = (request: unknown): readonly [number, object] => {
    const { executionArn } = described.parse(request);
    const execution = executions.get(executionArn.split(':').at(-1) ?? '');
    if (!execution) return [400, { __type: 'ExecutionDoesNotExist', message: executionArn }];
    const { course } = execution;
    execution.described += 1;
    return [200, { executionArn, ...course[Math.min(execution.described, course.length) - 1] }];
  };
  const receive = (): readonly [number, object] => {
    const found = messages.filter(({ hidden }) => !hidden).slice(0, 10);
    for (const message of found) message.hidden = true;
    const md5 = (body: string) => createHash('md5').update(body).digest('hex');
    const shown = found.map(({ id, body }) => ({ MessageId: id, Body: body, ReceiptHandle: id, MD5OfBody: md5(body) }));
    return [200, { Messages: shown }];
  };
  const remove = (request: unknown): readonly [number, object] => {
    const { ReceiptHandle: id } = deleted.parse(request);
    messages.splice(
      messages.findIndex((message) => message.id === id),
      1,
    );
    return [200, {}];
  };
  const answer = (operation: string, request: unknown): readonly [number, object] => {
    if (operation === 'StartExecution') return start(request);
    if (operation === 'DescribeExecution') return describe(request);
    if (operation === 'ReceiveMessage') return receive();
    return remove(request);
  };

  const server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push(operation);
    const [status, body] = answer(operation, await json(incoming));
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const config = (region: string) => ({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'simulated' },
  });
  return {
    /** In the order of arrival. */
    calls,
    executions: (): readonly { readonly name: string; readonly input: string }[] => [...executions.values()],
    bodies: (): readonly string[] => messages.map(({ body }) => body),
    /** Puts a message in, or lets hidden ones show again. */
    send: (body: string) => messages.push({ id: `m-${messages.length}-again`, body, hidden: false }),
    queueUrl: `http://127.0.0.1:${port}/111122223333/dead-letters`,
    sfn: (region: string) => new SFNClient(config(region)),
    sqs: (region: string) => new SQSClient(config(region)),
  };
};
