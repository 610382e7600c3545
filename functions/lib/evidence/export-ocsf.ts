import type { JsonObject } from '../domain/canonical-json.ts';
import type { FlowDirection } from '../domain/flow-rounds.ts';
import { protocolName } from '../domain/protocol.ts';
import type { ExportFlow } from './export-flow.ts';

/** What all flows of an export share. */
export interface OcsfContext {
  readonly caseId: string;
  /** Of the firewall. */
  readonly account: string;
  readonly region: string;
  /** When the engine identified the flows, epoch ms, for a flow that does not say it itself. */
  readonly observedAtMs: number;
  readonly productVersion: string;
}

/** The version that Amazon Security Lake takes from custom sources. */
const OCSF_VERSION = '1.1.0';

/** Network Activity, Traffic (OCSF 1.1.0): `type_uid` is `class_uid` times 100 and `activity_id`. */
const CLASS = { category_uid: 4, class_uid: 4001, activity_id: 6, type_uid: 400_106 };
const INFORMATIONAL = 1;

/** `connection_info.direction_id`: 0 unknown, 1 inbound, 2 outbound, 3 lateral. */
const DIRECTION_IDS: Readonly<Record<FlowDirection, number>> = { unknown: 0, inbound: 1, outbound: 2, internal: 3 };

interface End {
  readonly ip: string;
  readonly port: number | undefined;
  readonly interfaceId: string | undefined;
}

const endpointOf = ({ ip, port, interfaceId }: End): JsonObject => ({ ip, port, interface_uid: interfaceId });

const connectionOf = ({ protocol, source, direction = 'unknown' }: ExportFlow): JsonObject => ({
  direction_id: DIRECTION_IDS[direction],
  protocol_num: protocol,
  protocol_name: protocolName(protocol).toLowerCase(),
  protocol_ver_id: source.includes(':') ? 6 : 4,
});

/** One flow as an OCSF Network Activity event. What OCSF has no place for is under `unmapped`. Members that are undefined
 * are not written. */
export const ocsfNetworkActivity = (flow: ExportFlow, context: OcsfContext): JsonObject => {
  const { account, region, caseId, productVersion } = context;
  const { sourceInterfaceId, destinationInterfaceId, state, rounds, matched, service, firstSeenMs } = flow;
  const seenMs = flow.lastSeenMs ?? context.observedAtMs;
  const durationMs = flow.ageSeconds * 1_000;
  return {
    ...CLASS,
    severity_id: INFORMATIONAL,
    time: seenMs,
    start_time: seenMs - durationMs,
    end_time: seenMs,
    duration: durationMs,
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      correlation_uid: caseId,
      product: { name: 'Flowtrap', vendor_name: 'Flowtrap', version: productVersion },
    },
    cloud: { provider: 'AWS', region, account: { uid: account } },
    src_endpoint: endpointOf({ ip: flow.source, port: flow.sourcePort, interfaceId: sourceInterfaceId }),
    dst_endpoint: endpointOf({ ip: flow.destination, port: flow.destinationPort, interfaceId: destinationInterfaceId }),
    connection_info: connectionOf(flow),
    traffic: { bytes: flow.bytes, packets: flow.packets },
    unmapped: { state, rounds, matched, service, first_seen: firstSeenMs },
  };
};
