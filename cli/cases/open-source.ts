import { ownHost } from '../../functions/lib/runtime/host.ts';
import { isRefused, isUnreachable, isWithoutRegion } from '../advice.ts';
import { type OptionValues, textOption, UsageError } from '../command.ts';
import { LOCAL_FOLDER } from '../evidence/package-folder.ts';
import { awsCases } from './aws-cases.ts';
import type { CaseSource } from './case-source.ts';
import { folderCases } from './folder-cases.ts';

/** Options of every command that reads cases. */
export const sourceOptions = {
  folder: { type: 'string' },
  table: { type: 'string' },
  bucket: { type: 'string' },
} as const;

export const sourceHelp = {
  folder: `where "demo --keep" left its cases; ${LOCAL_FOLDER} by default`,
  table: 'the record table on AWS; $FLOWTRAP_TABLE by default, and the cases of "demo --keep" without it',
  bucket: 'the evidence bucket on AWS; $FLOWTRAP_BUCKET by default',
};

/** The cases that a command reads: those on AWS where a table is named, else those that a demo kept here.
 * @throws UsageError when only one of table and bucket is named */
export const openSource = async (values: OptionValues): Promise<CaseSource> => {
  const table = textOption(values, 'table') ?? process.env.FLOWTRAP_TABLE;
  const bucket = textOption(values, 'bucket') ?? process.env.FLOWTRAP_BUCKET;
  const folder = textOption(values, 'folder');
  if (folder !== undefined || (table === undefined && bucket === undefined)) return await folderCases(folder);
  if (table === undefined || bucket === undefined)
    throw new UsageError('name both: --table or $FLOWTRAP_TABLE, and --bucket or $FLOWTRAP_BUCKET');
  return awsCases(ownHost(), { table, bucket });
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'no answer');

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Runs a read and says what to do where AWS refuses it. */
export const reading = async <T>(source: CaseSource, read: (source: CaseSource) => Promise<T>): Promise<T> => {
  try {
    return await read(source);
  } catch (cause) {
    if (nameOf(cause) === 'ResourceNotFoundException')
      throw new Error(`there is no ${source.place} in this account and Region: check --table and AWS_REGION`, {
        cause,
      });
    if (isRefused(cause))
      throw new Error(
        `AWS refuses to show ${source.place} (${nameOf(cause)}): sign in, or ask for read access to the table, the bucket and their keys`,
        { cause },
      );
    if (isUnreachable(cause) || isWithoutRegion(cause))
      throw new Error(`${source.place} cannot be reached (${textOf(cause)}): check AWS_REGION and the network`, {
        cause,
      });
    throw cause;
  }
};

/** @throws Error when there is no such case, with what to do next */
export const needCase = async ({ cases, place }: CaseSource, caseId: string): Promise<void> => {
  if ((await cases.findCase(caseId)) !== undefined) return;
  const next = place.startsWith('table ')
    ? 'see "flowtrap cases" for those that are there'
    : 'run "npm run demo -- --keep" first, or name a table with --table';
  throw new Error(`no case ${caseId} in ${place}: ${next}`);
};
