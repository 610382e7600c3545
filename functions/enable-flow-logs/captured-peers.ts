import { type Address, parseAddress } from '../lib/domain/address.ts';
import { isPrivate, unroutableKind } from '../lib/domain/address-kind.ts';
import type { CaptureCollection } from '../lib/domain/capture.ts';
import type { Plan } from '../lib/domain/plan.ts';
import { readFlows } from '../lib/evidence/flows-file.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { RevealedPeers } from '../lib/ports/revealed-peers.ts';

const MAX_PEERS = 200;
/** Addresses counted at most, so that a scan of a whole network does not fill the memory; later ones are not counted. */
const MAX_COUNTED = 200_000;

/** Could an interface of ours have it? IPv4 within a VPC is private; IPv6 there is globally routed like everybody's. */
const couldBeOurs = (text: string): boolean => {
  const address = parseAddress(text);
  if (address === undefined || unroutableKind(address) !== undefined) return false;
  return isPrivate(address) || address.includes(':');
};

/** Bytes by far side. `undefined` for an address that nobody looks for, so that each is judged once. */
type Tally = Map<Address, number | undefined>;

const add = (tally: Tally, address: Address, bytes: number): void => {
  if (tally.has(address)) {
    const sum = tally.get(address);
    if (sum !== undefined) tally.set(address, sum + bytes);
  } else if (tally.size < MAX_COUNTED) tally.set(address, couldBeOurs(address) ? bytes : undefined);
};

/** What is read of a case: its own addresses, and where its flows are. */
interface CapturedFlows {
  getCase(caseId: string): Promise<{ readonly plan: Pick<Plan, 'interfaces'> }>;
  listCaptures(caseId: string): Promise<readonly { readonly collection?: Pick<CaptureCollection, 'flowsKey'> }[]>;
}

/** Reads the far sides out of the flows that a case's captures have collected. */
export const capturedPeers = (deps: {
  readonly cases: CapturedFlows;
  readonly evidence: Pick<EvidenceStore, 'get'>;
}): RevealedPeers => {
  const count = async (tally: Tally, key: string | undefined): Promise<void> => {
    const bytes = key === undefined ? undefined : await deps.evidence.get(key);
    if (bytes === undefined) return;
    for await (const flow of readFlows(bytes)) {
      add(tally, flow.source, flow.bytes);
      add(tally, flow.destination, flow.bytes);
    }
  };

  return {
    addresses: async (caseId) => {
      const { plan } = await deps.cases.getCase(caseId);
      const own = plan.interfaces.flatMap(({ addresses }) => addresses);
      const tally: Tally = new Map(own.map((address) => [address, undefined]));
      for (const { collection } of await deps.cases.listCaptures(caseId)) await count(tally, collection?.flowsKey);
      const peers = [...tally].flatMap(([address, bytes]) => (bytes === undefined ? [] : [{ address, bytes }]));
      const ranked = peers.toSorted((a, b) => b.bytes - a.bytes || (a.address < b.address ? -1 : 1));
      return ranked.slice(0, MAX_PEERS).map(({ address }) => address);
    },
  };
};
