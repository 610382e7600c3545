import { placeKey } from '../lib/domain/account-region.ts';
import { type HubFinding, MOST_FINDINGS } from '../lib/domain/hub-finding.ts';
import { sha256Hex } from '../lib/domain/ids.ts';

/** Findings that one update takes: of one hub and one format, within the API's limit. */
export interface HubBatch {
  /** Follows from the note and the findings: equal updates have equal ids. */
  readonly id: string;
  readonly findings: readonly [HubFinding, ...HubFinding[]];
}

const keyOf = (finding: HubFinding): string =>
  finding.format === 'asff' ? JSON.stringify([finding.productArn, finding.id]) : JSON.stringify([finding.uid]);

const portions = (group: readonly HubFinding[]): readonly (readonly HubFinding[])[] =>
  Array.from({ length: Math.ceil(group.length / MOST_FINDINGS) }, (_, index) =>
    group.slice(index * MOST_FINDINGS, (index + 1) * MOST_FINDINGS),
  );

/** The updates that put a note on findings, each finding once. */
export const hubBatches = (all: readonly HubFinding[], note: string): readonly HubBatch[] => {
  const distinct = new Map(all.map((finding) => [`${placeKey(finding.hub)} ${keyOf(finding)}`, finding]));
  const groups = Map.groupBy(distinct.values(), ({ format, hub }) => `${format} ${placeKey(hub)}`);
  return [...groups.values()].flatMap(portions).flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const keys = [first, ...rest].map(keyOf).toSorted();
    return [{ id: sha256Hex(JSON.stringify([note, ...keys])).slice(0, 16), findings: [first, ...rest] as const }];
  });
};
