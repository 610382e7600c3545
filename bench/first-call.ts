import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { functionFormat } from '../infra/build/bundle-functions.ts';
import { lambdaEdits } from '../infra/build/edits/lambda-edits.ts';
import { libraryEdits } from '../infra/build/edits/library-edit.ts';
import { buildOurs, ourFile } from './bundles.ts';
import { environment } from './load.ts';
import { median, milliseconds, type Row, times } from './row.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const child = path('first-call-child.ts');
const run = promisify(execFile);

/** Functions before the first capture. */
const steps = [
  { step: 'plan-case', name: 'planCaseFunction' },
  { step: 'start-capture', name: 'startCaptureFunction' },
] as const;
type Step = (typeof steps)[number];

/** The same function, as it would be without a rehearsal. */
const buildUnrehearsed = async ({ step, name }: Step): Promise<string> => {
  const outfile = path(`../dist/bench/unrehearsed/${step}.js`);
  await build({
    stdin: {
      contents: `import { ${name} } from './${step}/wiring.ts';
        import { ownHost } from './lib/runtime/host.ts';
        export const handler = ${name}(ownHost());`,
      resolveDir: path('../functions'),
    },
    outfile,
    ...functionFormat,
    logLevel: 'error',
    plugins: [libraryEdits(lambdaEdits).plugin],
  });
  return outfile;
};

/** Requests that each function sends at once. `start-capture` sends one more when they are answered. */
const AT_ONCE = 2;

/** Of the first answers, the one that lets a function end comes last: `plan-case` ends with the policy's, which is empty,
 * `start-capture` with the table's. */
const lastOf = ({ method = '', headers }: http.IncomingMessage): number =>
  method === 'PUT' ? 0 : String(headers['x-amz-target']).startsWith('DynamoDB') ? 2 : 1;

/** Time to read an answer in, so that none is left when the function ends. */
const BETWEEN_MS = 30;

/** Answers nobody before both first requests are there, and then one by one. */
const holding = () => {
  let early: { readonly turn: number; readonly answer: () => void }[] | undefined = [];
  const listener: http.RequestListener = (request, response) => {
    request.resume().on('end', () => {
      const answer = () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
      early?.push({ turn: lastOf(request), answer });
      if (early === undefined) answer();
      else if (early.length === AT_ONCE) {
        const inTurn = early.toSorted((one, other) => one.turn - other.turn);
        for (const [index, one] of inTurn.entries()) setTimeout(one.answer, index * BETWEEN_MS);
        early = undefined;
      }
    });
  };
  const reset = (): void => {
    early = [];
  };
  return { listener, reset };
};

interface Endpoint {
  readonly server: http.Server;
  readonly scheme: 'http' | 'https';
  /** The certificate's file. */
  readonly authority?: string;
}

/** HTTPS as AWS has it, where `openssl` is there to make a certificate; HTTP elsewhere. */
const endpointIn = (folder: string, listener: http.RequestListener): Endpoint => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  try {
    execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', certificate, ...name], {
      stdio: 'ignore',
    });
  } catch {
    return { server: http.createServer(listener), scheme: 'http' };
  }
  const options = { key: readFileSync(key), cert: readFileSync(certificate) };
  return { server: https.createServer(options, listener), scheme: 'https', authority: certificate };
};

const measured = z.object({ cpuMs: z.number() });

const firstCallMs = async (what: string, url: string, authority?: string): Promise<number> => {
  const env = {
    ...environment,
    AWS_ENDPOINT_URL: url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    ...(authority !== undefined && { NODE_EXTRA_CA_CERTS: authority }),
  };
  const { stdout } = await run(process.execPath, [child, what, url, String(AT_ONCE)], { env, timeout: 20_000 });
  return measured.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).cpuMs;
};

const rowOf = (step: Step, scheme: string, runs: readonly { hand: number; ours: number; plain: number }[]): Row => {
  const ratio = median(runs.map(({ ours, hand }) => ours / hand));
  return {
    group: 'first call',
    what: `${step.step}: processor time to its first answers, over ${scheme}`,
    ours: milliseconds(median(runs.map(({ ours }) => ours))),
    floor: `${milliseconds(median(runs.map(({ hand }) => hand)))} signed by hand`,
    peer: `${milliseconds(median(runs.map(({ plain }) => plain)))} without rehearsal`,
    ratio: times(ratio),
    target: '≤ 1.00 × signed by hand',
    met: ratio <= 1,
  };
};

/** What the first invocation still has to do once the function has started, each time in a process of its own. */
export const benchFirstCalls = async (repeats: number): Promise<readonly Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'flowtrap-bench-'));
  const { listener, reset } = holding();
  const { server, scheme, authority } = endpointIn(folder, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const rows: Row[] = [];
  await buildOurs();
  try {
    for (const step of steps) {
      const [bundle, plain] = [ourFile(step.step), await buildUnrehearsed(step)];
      const measure = (what: string): Promise<number> => {
        reset();
        return firstCallMs(what, url, authority);
      };
      const runs: { hand: number; ours: number; plain: number }[] = [];
      for (let repeat = 0; repeat < repeats; repeat += 1)
        runs.push({ hand: await measure('hand'), ours: await measure(bundle), plain: await measure(plain) });
      rows.push(rowOf(step, scheme, runs));
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
};
