import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Host } from '../runtime/host.ts';

const CACHE_MS = 60_000;

/** Reads an SSM parameter, so that it changes without a deployment. What `read` makes of its text is kept for a minute. */
export const ssmParameter = <T>(host: Host, name: string, read: (text: string) => T): (() => Promise<T>) => {
  const client = new SSMClient(host.clientConfig('ssm'));
  let cached: { readonly value: T; readonly untilMs: number } | undefined;

  return async () => {
    const now = host.clock.nowMs();
    if (cached && now < cached.untilMs) return cached.value;
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    const value = read(Parameter?.Value ?? '');
    cached = { value, untilMs: now + CACHE_MS };
    return value;
  };
};
