import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { EC2Client } from '@aws-sdk/client-ec2';

export interface ScriptedAnswer {
  /** 200 when absent. */
  readonly status?: number;
  /** Inner XML of the response, or of one `Error`. */
  readonly xml: string;
}

/** An error as EC2 words it. */
export const ec2Error = (code: string, message = 'because', status = 400): ScriptedAnswer => ({
  status,
  xml: `<Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID>`,
});

/** An EC2 endpoint on this machine that answers in the order of its script, and the real SDK's client for it. */
export const scriptedEc2 = async (script: readonly ScriptedAnswer[]) => {
  const requests: Readonly<Record<string, string>>[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const form = Object.fromEntries(new URLSearchParams(await text(incoming)));
    const { status = 200, xml } = script[requests.length] ?? ec2Error('ScriptEnded', 'no answer is left', 400);
    requests.push(form);
    const root = status === 200 ? `${form.Action}Response` : 'Response';
    outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(`<${root}>${xml}</${root}>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = new EC2Client({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    clients: { ec2: async () => client },
    requests: (): readonly Readonly<Record<string, string>>[] => requests,
    close: async (): Promise<void> => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
export type ScriptedEc2 = Awaited<ReturnType<typeof scriptedEc2>>;
