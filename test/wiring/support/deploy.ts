import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { adapt } from './adapt.ts';
import type { Clients } from './clients.ts';
import { zipOf } from './zip.ts';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      dependencies: z._default(z.array(z.string()), []),
      properties: z._default(
        z.looseObject({ templateFile: z.optional(z.string()), stackName: z.optional(z.string()) }),
        {},
      ),
    }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
    }),
  ),
});

interface SynthesizedStack {
  readonly name: string;
  readonly templateFile: string;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Stacks of an assembly, each after those that it depends on. */
const stacksOf = (assembly: string): readonly SynthesizedStack[] => {
  const { artifacts } = manifestSchema.parse(readJson(join(assembly, 'manifest.json')));
  const ordered: string[] = [];
  const visit = (id: string): void => {
    if (ordered.includes(id)) return;
    for (const needed of artifacts[id]?.dependencies ?? []) visit(needed);
    ordered.push(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return ordered.flatMap((id) => {
    const artifact = artifacts[id];
    if (artifact?.type !== 'aws:cloudformation:stack' || !artifact.properties.templateFile) return [];
    return [{ name: artifact.properties.stackName ?? id, templateFile: artifact.properties.templateFile }];
  });
};

/** Puts what a stack's template names by bucket and key where it names it. */
const uploadAssets = async ({ s3 }: Clients, assembly: string, templateFile: string): Promise<number> => {
  const manifest = join(assembly, templateFile.replace(/\.template\.json$/, '.assets.json'));
  const files = Object.values(assetsSchema.parse(readJson(manifest)).files);
  let uploaded = 0;
  for (const { source, destinations } of files) {
    if (source.path === templateFile) continue;
    const path = join(assembly, source.path);
    const Body = statSync(path).isDirectory() ? zipOf(path) : readFileSync(path);
    for (const { bucketName: Bucket, objectKey: Key } of Object.values(destinations)) {
      await s3.send(new CreateBucketCommand({ Bucket })).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) throw error;
      });
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      uploaded += 1;
    }
  }
  return uploaded;
};

const failuresOf = async ({ formation }: Clients, StackName: string): Promise<string> => {
  const { StackEvents = [] } = await formation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('FAILED'))
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
    .join('\n');
};

/** @throws Error with what failed, when the stack does not come to stand */
const waitForStack = async (clients: Clients, StackName: string) => {
  for (;;) {
    const { Stacks = [] } = await clients.formation.send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks;
    if (stack?.StackStatus === 'CREATE_COMPLETE') return stack;
    if (stack?.StackStatus !== 'CREATE_IN_PROGRESS')
      throw new Error(`${StackName} is ${stack?.StackStatus}: ${await failuresOf(clients, StackName)}`);
    await scheduler.wait(200);
  }
};

export interface Deployment {
  /** Outputs of all stacks, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: number;
  readonly assets: number;
  /** What the templates lack here, for people. */
  readonly notes: readonly string[];
}

/** Deploys every stack of an assembly. */
export const deployAssembly = async (clients: Clients, assembly: string): Promise<Deployment> => {
  const outputs: Record<string, string> = {};
  const notes: string[] = [];
  let resources = 0;
  let assets = 0;
  for (const { name: StackName, templateFile } of stacksOf(assembly)) {
    assets += await uploadAssets(clients, assembly, templateFile);
    const adapted = adapt(readJson(join(assembly, templateFile)), { bootstrapped: false });
    notes.push(...adapted.notes.map((note) => `${StackName}: ${note}`));
    const TemplateBody = JSON.stringify(adapted.template);
    await clients.formation.send(
      new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    const { Outputs = [] } = await waitForStack(clients, StackName);
    for (const { OutputKey, OutputValue } of Outputs) if (OutputKey && OutputValue) outputs[OutputKey] = OutputValue;
    const { StackResources = [] } = await clients.formation.send(new DescribeStackResourcesCommand({ StackName }));
    resources += StackResources.length;
  }
  return { outputs, resources, assets, notes };
};
