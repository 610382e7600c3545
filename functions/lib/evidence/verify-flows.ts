import { type DescribedFlow, flowContext } from '../domain/flow-context.ts';
import { type FlowJoin, flowJoin } from '../domain/flow-join.ts';
import { parseOrThrow } from '../policy/violations.ts';
import { gunzipLines, readFlows } from './flows-file.ts';
import { caseRoundFacts } from './join-case.ts';
import { flowPlanSchema } from './plan-file.ts';
import { revisionName } from './revisions.ts';
import { agree, type Check, fails, type PackageSource } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';
import { contentOf } from './verify-objects.ts';

/** The case's joined flows. */
export const CASE_FLOWS_FILE = 'flows.ndjson.gz';

const joinRounds = async (source: PackageSource, manifest: VerifiedManifest): Promise<FlowJoin> => {
  const join = flowJoin();
  for (const { flowsKey, round, clocks } of manifest.captures) {
    if (flowsKey === undefined) continue;
    const bytes = await contentOf(source, manifest, flowsKey);
    for await (const flow of readFlows(bytes)) join.add(flow, round, clocks.flowRequestAtMs);
  }
  return join;
};

/** Everything that the rounds, the plan and the flow-log decisions say of each conversation, in the file's order. */
const describedFlows = async (source: PackageSource, manifest: VerifiedManifest, join: FlowJoin) => {
  const name = revisionName(manifest.revision, 'plan.json');
  const text = new TextDecoder().decode(await source.read(name));
  const context = flowContext(parseOrThrow(flowPlanSchema, JSON.parse(text), name), manifest.flowLogs);
  const facts = caseRoundFacts(manifest.captures);
  return function* (): Generator<DescribedFlow> {
    for (const joined of join.flows()) yield context.describe(joined, facts);
  };
};

/** Names of services are a habit that may have grown since: a name that the file does not give is no difference. */
const isLineOf = (line: string, flow: DescribedFlow | undefined): boolean => {
  if (flow === undefined) return false;
  const { service, ...rest } = flow;
  return line === JSON.stringify(flow) || (service !== undefined && line === JSON.stringify(rest));
};

/** The case's flows, joined and described again from the rounds and the plan, must be those of the case's file: each line
 * with its counters, state, direction, filter and interfaces. */
export const verifyFlows = async (source: PackageSource, manifest: VerifiedManifest): Promise<readonly Check[]> => {
  const join = await joinRounds(source, manifest);
  const { flowCount: stated } = manifest;
  const joined = agree('counts', 'flowCount', { stated, found: join.size(), what: 'flows joined over the rounds' });
  const name = revisionName(manifest.revision, CASE_FLOWS_FILE);
  const bytes = await source.read(name);
  if (!bytes) return [joined];
  const expected = (await describedFlows(source, manifest, join))();
  let found = 0;
  let strange = 0;
  for await (const line of gunzipLines(bytes)) {
    found += 1;
    if (!isLineOf(line, expected.next().value ?? undefined)) strange += 1;
  }
  if (strange > 0) return [joined, fails('counts', name, `${strange} flows do not follow from the rounds`)];
  return [joined, agree('counts', name, { stated, found, what: 'flows, as the rounds and the plan give them' })];
};
