import { DescribeStackResourcesCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { at, entriesAt } from '../../infra/support/json.ts';
import type { Clients } from './clients.ts';

const lockSchema = z.object({
  ObjectLockEnabled: z.literal('Enabled'),
  Rule: z.object({
    DefaultRetention: z.object({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: z.number() }),
  }),
});

/** Locks the buckets of a stack as its template says, which the emulator's CloudFormation leaves out. Locking again is safe.
 * @returns the buckets */
export const lockBuckets = async (clients: Clients, StackName: string): Promise<readonly string[]> => {
  const { formation, s3 } = clients;
  const { TemplateBody = '{}' } = await formation.send(new GetTemplateCommand({ StackName }));
  const { StackResources = [] } = await formation.send(new DescribeStackResourcesCommand({ StackName }));
  const locked: string[] = [];
  for (const [id, body] of entriesAt(JSON.parse(TemplateBody), 'Resources')) {
    const lock = at(body, 'Properties', 'ObjectLockConfiguration');
    if (lock === undefined) continue;
    const Bucket = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? '';
    const ObjectLockConfiguration = lockSchema.parse(lock);
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    locked.push(Bucket);
  }
  return locked;
};
