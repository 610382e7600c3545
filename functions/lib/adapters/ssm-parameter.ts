import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Host } from '../runtime/host.ts';
import { rehearsal } from '../runtime/rehearsal.ts';

const CACHE_MS = 60_000;

/** Reads an SSM parameter, so that it changes without a deployment. What `read` makes of its text is kept for a minute,
 * and whoever asks meanwhile waits for the same answer; a failure is not kept. */
export const ssmParameter = <T>(host: Host, name: string, read: (text: string) => T): (() => Promise<T>) => {
  const client = new SSMClient(host.clientConfig('ssm'));
  host.whileStarting?.(() => client.send(rehearsal(new GetParameterCommand({ Name: name }), '{}')));
  let cached: { readonly value: Promise<T>; readonly untilMs: number } | undefined;

  const fetch = async (): Promise<T> => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return read(Parameter?.Value ?? '');
  };
  return () => {
    const now = host.clock.nowMs();
    if (cached && now < cached.untilMs) return cached.value;
    const fresh = { value: fetch(), untilMs: now + CACHE_MS };
    cached = fresh;
    fresh.value.catch(() => {
      if (cached === fresh) cached = undefined;
    });
    return fresh.value;
  };
};
