import { expect, onTestFinished } from 'vitest';
import { awsClients } from '../../functions/lib/adapters/aws-clients.ts';
import { awsNetworkReader } from '../../functions/lib/adapters/network/aws-network-reader.ts';
import type { Lead } from '../../functions/lib/domain/lead.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { startWorld } from '../simulator/support.ts';
import { HUB, policy } from './worlds.ts';

export const home = { account: HUB, region: 'us-east-1' };

/** Reads a simulated network as the planning of a case does, from the deployment's home. */
export const readerOn = (simulator: Simulator, used: Policy = policy, at = home) => {
  const host = simulator.host({ HOME_ACCOUNT: at.account, HOME_REGION: at.region });
  const clients = awsClients({ host, home: at, accounts: () => used.accounts, actor: 'plan-case' });
  const reader = awsNetworkReader(clients.actingFor('c-0123456789abcdef'), at);
  return { clients, read: (lead: Lead) => reader.read({ lead, policy: used }) };
};

/** Starts a world that stops with the test, which fails where the simulator noted a problem. */
export const startNetwork = async (world: unknown, used: Policy = policy, at = home) => {
  const simulator = await startWorld({ world });
  onTestFinished(() => expect(simulator.problems).toEqual([]));
  return { simulator, ...readerOn(simulator, used, at) };
};

/** Makes an operation fail, for good unless told how often. */
export const fails = (simulator: Simulator, operation: string, code: string, { status = 403, times = 99 } = {}) =>
  simulator.faults.add({ on: { operation }, fault: { kind: 'error', code, status, when: 'before' }, times });

/** How often each operation of a service was called. */
export const counts = ({ calls }: Simulator, service: string) => {
  const names = calls.filter((call) => call.service === service).map(({ operation }) => operation ?? '');
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
};
