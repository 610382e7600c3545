import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Answer, type Form, standIns } from './formation-gaps.ts';

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

const readAll = async (message: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
};

/** Bytes go to the emulator and come back as they are, unless the answer's text is to change. */
const passOn = (target: string, { incoming, outgoing }: Exchange, change?: (body: string) => string): void => {
  const { method, url = '/', headers } = incoming;
  const { expect: _, ...sent } = headers;
  const passed = request(new URL(url, target), { method, headers: sent }, (answer) => {
    const { statusCode = 502 } = answer;
    if (!change) answer.pipe(outgoing.writeHead(statusCode, answer.headers));
    else
      readAll(answer).then(
        (body) => outgoing.writeHead(statusCode).end(change(body)),
        () => outgoing.destroy(),
      );
  });
  passed.once('error', () => outgoing.destroy());
  incoming.pipe(passed);
};

/** In AWS, a table tells of each index whether it can be used. */
const withIndexStatus = (body: string): string =>
  body.includes('"IndexStatus"') ? body : body.replace(/"IndexName":/g, '"IndexStatus":"ACTIVE","IndexName":');

const isFormation = ({ headers }: IncomingMessage): boolean =>
  /\/cloudformation\/aws4_request/.test(headers.authorization ?? '');

const isDescribeTable = ({ headers }: IncomingMessage): boolean =>
  headers['x-amz-target'] === 'DynamoDB_20120810.DescribeTable';

/** CloudFormation with what it lacks. */
const formationOn = (target: string, note: (text: string) => void) => {
  const guarded = new Set<string>();
  const object = async (path: string): Promise<string> => await (await fetch(new URL(path, target))).text();
  return async (incoming: IncomingMessage): Promise<Answer> => {
    const { authorization = '' } = incoming.headers;
    const forward = async (body: Form): Promise<Answer> => {
      const answer = await fetch(target, { method: 'POST', headers: { authorization }, body });
      return { status: answer.status, body: await answer.text() };
    };
    const form = new URLSearchParams(await readAll(incoming));
    const standIn = standIns.get(form.get('Action') ?? '');
    return standIn ? await standIn(form, { forward, object, guarded, note }) : await forward(form);
  };
};

/** The emulator with what it lacks for the CDK's command line and for ours. */
export interface Front {
  readonly endpoint: string;
  /** What templates lack here and what was answered in the emulator's place, each once, for people. */
  readonly notes: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Stands before an emulator until it is stopped.
 * @param target the emulator's endpoint */
export const startFront = async (target: string): Promise<Front> => {
  const notes = new Set<string>();
  const note = (text: string): void => void notes.add(text);
  const formation = formationOn(target, note);
  const server = createServer((incoming, outgoing) => {
    if (isFormation(incoming))
      formation(incoming).then(
        ({ status, body }) => outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(body),
        () => outgoing.destroy(),
      );
    else if (isDescribeTable(incoming)) {
      note('DescribeTable tells the status of indexes');
      passOn(target, { incoming, outgoing }, withIndexStatus);
    } else passOn(target, { incoming, outgoing });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    notes: () => [...notes],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
