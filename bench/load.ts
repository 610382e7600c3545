import { execFileSync } from 'node:child_process';
import { median } from './row.ts';

/** Every variable that any step asks for. */
export const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  TABLE_NAME: 'records',
  EVIDENCE_BUCKET: 'evidence',
  POLICY_PARAMETER: '/flowtrap/policy',
  HOME_ACCOUNT: '111122223333',
  HOME_REGION: 'eu-west-1',
  EVENT_BUS_NAME: 'default',
  SIGNING_KEY_ID: 'key',
  FLOW_LOG_BUCKET_ARN: 'arn:aws:s3:::flow-logs',
  FLOW_LOG_GROUP_ARN: 'arn:aws:logs:eu-west-1:111122223333:log-group:flows',
  FLOW_LOG_ROLE_ARN: 'arn:aws:iam::111122223333:role/flows',
  CODE_DIGEST: '0'.repeat(64),
  NODE_OPTIONS: '--disable-proto=throw',
};

export interface Load {
  /** Node's own start in the same process. */
  readonly bootMs: number;
  readonly loadMs: number;
  /** Median of load ÷ boot, each from one process: it stays when the machine's speed changes. */
  readonly ratio: number;
  /** Resident memory of the process once it is loaded. (The peak that the system counts has the parent's in it.) */
  readonly residentMb: number;
}

interface Run {
  readonly boot: number;
  readonly load: number;
  readonly residentKb: number;
}

const loadOnce = (file: string): Run => {
  const script = `const boot = performance.nodeTiming.bootstrapComplete; const start = performance.now();
    require(${JSON.stringify(file)}); console.log(boot, performance.now() - start, process.memoryUsage().rss / 1024);`;
  const text = execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' });
  const [boot = 0, load = 0, residentKb = 0] = (text.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { boot, load, residentKb };
};

/** Loads each file `repeats` times in processes of their own, in turns, so that what else the machine does hits all. */
export const measureLoads = (files: readonly string[], repeats: number): ReadonlyMap<string, Load> => {
  const runs = new Map<string, Run[]>(files.map((file) => [file, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) for (const file of files) runs.get(file)?.push(loadOnce(file));
  const loads = [...runs].map(([file, all]): readonly [string, Load] => [
    file,
    {
      bootMs: median(all.map(({ boot }) => boot)),
      loadMs: median(all.map(({ load }) => load)),
      ratio: median(all.map(({ boot, load }) => load / boot)),
      residentMb: median(all.map(({ residentKb }) => residentKb / 1_024)),
    },
  ]);
  return new Map(loads);
};
