import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import * as z from 'zod/mini';

const [what = '', endpoint = '', requests = '1'] = process.argv.slice(2);
const context = { functionName: 'bench', awsRequestId: 'bench', memoryLimitInMB: '1024', invokedFunctionArn: 'bench' };
const invocations: Readonly<Record<string, object>> = {
  'start-capture': { caseId: `c-${'0'.repeat(40)}`, captureKey: `t-${'0'.repeat(16)}`, round: 1 },
  'plan-case': { executionArn: 'bench', trigger: { source: 'manual' } },
};

/** Signature Version 4 and `node:https`: what a call costs without any SDK. */
const signByHand = (body: string): string => {
  const scope = ['20260101', 'eu-west-1', 'dynamodb', 'aws4_request'];
  const key = scope.reduce<string | Buffer>((k, part) => createHmac('sha256', k).update(part).digest(), 'AWS4bench');
  const canonical = ['POST', '/', '', 'host:localhost', '', 'host', createHash('sha256').update(body).digest('hex')];
  const toSign = ['AWS4-HMAC-SHA256', scope.join('/'), createHash('sha256').update(canonical.join('\n')).digest('hex')];
  return createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
};

/** Each request has a connection of its own, as clients of different services have. */
const callByHand = async (): Promise<void> => {
  const { Agent, request } = await import(endpoint.startsWith('https:') ? 'node:https' : 'node:http');
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = '{"TableName":"records","Key":{"pk":{"S":"-"}}}';
      const sent = request(
        endpoint,
        { method: 'POST', agent: new Agent({ keepAlive: true }) },
        (answer: NodeJS.ReadableStream) => {
          let text = '';
          answer.on('data', (chunk) => {
            text += String(chunk);
          });
          answer.on('end', () => {
            JSON.parse(text);
            resolve();
          });
        },
      );
      sent.on('error', reject);
      sent.setHeader('authorization', signByHand(body));
      sent.end(body);
    });
  await Promise.all(Array.from({ length: Number(requests) }, one));
};

type Handler = (input: object, context: object) => Promise<unknown>;
const bundled = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });

/** The answers are empty, so the invocation ends once it has them. */
const invoke = (file: string): (() => Promise<unknown>) => {
  const { handler } = bundled.parse(createRequire(import.meta.url)(file));
  const step = Object.keys(invocations).find((name) => file.includes(name)) ?? '';
  return () => handler(invocations[step] ?? {}, context).catch((error: unknown) => error);
};

const run = what === 'hand' ? callByHand : invoke(what);
await new Promise((resolve) => setTimeout(resolve, 50));
const before = process.cpuUsage();
await run();
const { user, system } = process.cpuUsage(before);
process.stdout.write(`\n${JSON.stringify({ cpuMs: (user + system) / 1_000 })}`);
process.exit();
