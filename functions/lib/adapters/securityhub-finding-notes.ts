import {
  BatchUpdateFindingsCommand,
  BatchUpdateFindingsV2Command,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import * as z from 'zod/mini';
import type { AccountRegion } from '../domain/account-region.ts';
import { type HubFinding, noteMarks } from '../domain/hub-finding.ts';
import type { FindingNotes, NoteOutcome } from '../ports/finding-notes.ts';
import type { Actor } from './member-credentials.ts';
import type { MemberPlaces } from './member-places.ts';

interface Unprocessed {
  readonly ErrorCode?: string;
}

/** Codes of findings that another try may take (BatchUpdateFindings API reference). */
const PASSING = new Set(['ConcurrentUpdateError', 'ConflictException', 'InternalFailure', 'InternalException']);

const countsBy = (codes: readonly string[]): NoteOutcome['failures'] =>
  [...new Set(codes)].toSorted().map((code) => ({ code, findings: codes.filter((one) => one === code).length }));

/** HTTP 200 may hide findings that were left out. @throws Error when one of them only needs another try */
const outcomeOf = (annotated: number, unprocessed: readonly Unprocessed[]): NoteOutcome => {
  const codes = unprocessed.map(({ ErrorCode = 'unknown' }) => ErrorCode);
  const passing = codes.find((code) => PASSING.has(code));
  if (passing !== undefined) throw new Error(`Security Hub left out a finding: ${passing}`);
  return { annotated, failures: countsBy(codes) };
};

const updateAsff = async (
  client: SecurityHubClient,
  findings: readonly HubFinding[],
  text: string,
): Promise<NoteOutcome> => {
  const FindingIdentifiers = findings.flatMap((finding) =>
    finding.format === 'asff' ? [{ Id: finding.id, ProductArn: finding.productArn }] : [],
  );
  const Note = { Text: text, UpdatedBy: noteMarks.author };
  const answer = await client.send(new BatchUpdateFindingsCommand({ FindingIdentifiers, Note }));
  return outcomeOf(answer.ProcessedFindings?.length ?? 0, answer.UnprocessedFindings ?? []);
};

const updateOcsf = async (
  client: SecurityHubClient,
  findings: readonly HubFinding[],
  text: string,
): Promise<NoteOutcome> => {
  const MetadataUids = findings.flatMap((finding) => (finding.format === 'ocsf' ? [finding.uid] : []));
  const answer = await client.send(new BatchUpdateFindingsV2Command({ MetadataUids, Comment: text }));
  return outcomeOf(answer.ProcessedFindings?.length ?? 0, answer.UnprocessedFindings ?? []);
};

const responseFault = z.object({ name: z.string(), $metadata: z.object({ httpStatusCode: z.optional(z.number()) }) });

/** The name of a refusal that another try would meet again: no permission, no hub, nothing there. */
const refusalIn = (error: unknown): string | undefined => {
  if (error instanceof Error && error.name === 'MisconfiguredError') return error.name;
  const { name = '', $metadata } = responseFault.safeParse(error).data ?? {};
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 429 && !/Throttl|LimitExceeded/.test(name) ? name : undefined;
};

/** Notes through the Security Hub API: `BatchUpdateFindings` for ASFF, `BatchUpdateFindingsV2` for OCSF. A file of its own,
 * loaded when the first finding is to be annotated. */
export const securityHubFindingNotes = (places: MemberPlaces, actor: Actor): FindingNotes => ({
  annotate: async (hub: AccountRegion, findings, text) => {
    try {
      const client = new SecurityHubClient((await places.find(hub, actor)).config('securityhub'));
      const update = findings[0]?.format === 'ocsf' ? updateOcsf : updateAsff;
      return await update(client, findings, text);
    } catch (error) {
      const code = refusalIn(error);
      if (code === undefined) throw error;
      return { annotated: 0, failures: [{ code, findings: findings.length }] };
    }
  },
});
