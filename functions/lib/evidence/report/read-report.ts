import { type Address, parseAddress } from '../../domain/address.ts';
import { ContractError } from '../../domain/errors.ts';
import { flowJoin } from '../../domain/flow-join.ts';
import { sha256Hex } from '../../domain/ids.ts';
import { protocolName } from '../../domain/protocol.ts';
import { talkerTally } from '../../domain/top-talkers.ts';
import { parseOrThrow } from '../../policy/violations.ts';
import { readCaseFlows } from '../case-flows-file.ts';
import type { ExportFlow } from '../export-flow.ts';
import { jsonOf } from '../parse-json.ts';
import { newestRevision, revisionName } from '../revisions.ts';
import type { PackageSource } from '../verify-check.ts';
import type { ReportCapture, ReportFilter, ReportModel } from './report-model.ts';
import { type ReportManifest, type ReportPlan, reportManifest, reportPlan } from './report-schema.ts';

const TOP = 15;

const need = async (source: PackageSource, name: string): Promise<Uint8Array> => {
  const bytes = await source.read(name);
  if (!bytes) throw new ContractError(`${name} is missing: this is no evidence package, or not all of it`);
  return bytes;
};

const addressesOf = (texts: readonly (string | undefined)[]): ReadonlySet<Address> =>
  new Set(texts.flatMap((text) => parseAddress(text) ?? []));

const subjectOf = ({ interfaces, lead }: ReportPlan): ReadonlySet<Address> =>
  addressesOf([
    ...interfaces.flatMap(({ addresses }) => addresses),
    ...(lead?.subjects ?? []).flatMap(({ addresses = [], address }) => [...addresses, address]),
  ]);

const portsText = (ports: { readonly from: number; readonly to: number } | undefined): string =>
  ports === undefined ? '' : ` :${ports.from === ports.to ? ports.from : `${ports.from}–${ports.to}`}`;

const filterOf = ({ filterId = '', filter, reason }: ReportPlan['filters'][number]): ReportFilter => ({
  filterId,
  from: `${filter.source ?? 'any'}${portsText(filter.sourcePort)}`,
  to: `${filter.destination ?? 'any'}${portsText(filter.destinationPort)}`,
  protocols: filter.protocols.length === 0 ? 'any' : filter.protocols.map(protocolName).join(' '),
  reason,
});

const captureOf = ({ scope, ...capture }: ReportManifest['captures'][number]): ReportCapture => ({
  ...capture,
  place: Object.values(scope).join(' '),
});

const completenessOf = ({ completeness }: ReportManifest): ReportModel['completeness'] => {
  const { zones, rounds, droppedTuples, ...rest } = completeness;
  return {
    ...rest,
    zonesAsked: zones.asked,
    zonesAnswered: zones.answered,
    roundsPlanned: rounds.planned,
    roundsEnded: rounds.ended,
    dropped: droppedTuples,
  };
};

const evidenceOf = (manifest: ReportManifest, bytes: Uint8Array): ReportModel['evidence'] => ({
  manifestSha256: sha256Hex(bytes),
  revision: manifest.revision,
  objects: manifest.objects.length,
  sizeBytes: manifest.objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  ...(manifest.signing ? { keyId: manifest.signing.keyId } : {}),
  codeDigest: manifest.codeDigest,
  policySha256: manifest.policySha256,
});

const talkersOf = (flows: readonly ExportFlow[], subject: ReadonlySet<Address>): ReportModel['talkers'] => {
  const join = flowJoin();
  for (const flow of flows) join.add(flow, flow.firstRound ?? 1);
  const tally = talkerTally(subject);
  for (const conversation of join.flows()) tally.add(conversation);
  return tally.top(TOP);
};

/** Reads what a report shows from an evidence package alone. Does not verify it.
 * @throws ContractError when it is no package, or damaged so far that nothing can be shown */
export const readReport = async (source: PackageSource): Promise<ReportModel> => {
  const revision = newestRevision(await source.list());
  const nameOf = (name: string): string => revisionName(revision, name);
  const bytes = await need(source, nameOf('manifest.json'));
  const manifest = parseOrThrow(reportManifest, jsonOf(bytes, nameOf('manifest.json')), nameOf('manifest.json'));
  const planBytes = await need(source, nameOf('plan.json'));
  const plan = parseOrThrow(reportPlan, jsonOf(planBytes, nameOf('plan.json')), nameOf('plan.json'));
  const flowsName = nameOf('flows.ndjson.gz');
  const file = await source.read(flowsName);
  const flows = file ? (await Array.fromAsync(readCaseFlows(file, flowsName))).sort((a, b) => b.bytes - a.bytes) : [];
  const subject = subjectOf(plan);
  const { caseId, grade, gradeReason, executionArn, triggerAtMs, openedAtMs, closedAtMs, reopenedAtMs, flowLogs } =
    manifest;
  return {
    ...{
      caseId,
      grade,
      gradeReason,
      executionArn,
      triggerAtMs,
      openedAtMs,
      closedAtMs,
      reopenedAtMs,
      flowLogs,
      subject,
      flows,
    },
    ...(plan.lead ? { lead: plan.lead } : {}),
    planReason: plan.reason,
    interfaces: plan.interfaces,
    paths: plan.paths,
    filters: plan.filters.map(filterOf),
    captures: manifest.captures.map(captureOf),
    talkers: talkersOf(flows, subject),
    completeness: completenessOf(manifest),
    evidence: evidenceOf(manifest, bytes),
  };
};
