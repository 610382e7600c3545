import * as z from 'zod/mini';
import { parseOrThrow } from '../policy/violations.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { caseKeyOf } from './keys.ts';
import { jsonOf } from './parse-json.ts';
import { revisionKeyOf, revisionName, unlistedFiles } from './revisions.ts';
import type { PackageSource } from './verify-check.ts';
import { packageNameOf } from './verify-objects.ts';

const listed = z.object({ objects: z.array(z.object({ key: z.string() })) });

/** Names of a package and where each lies in the bucket. Keys that would leave the case are left out: verification says so. */
const namesIn = (caseId: string, revision: number, manifest: Uint8Array | undefined): ReadonlyMap<string, string> => {
  const own = unlistedFiles(revision).map((name): readonly [string, string] => [name, caseKeyOf(caseId, name)]);
  if (!manifest) return new Map(own);
  const manifestName = revisionName(revision, 'manifest.json');
  const { objects } = parseOrThrow(listed, jsonOf(manifest, manifestName), manifestName);
  const keys = objects.flatMap(({ key }): readonly (readonly [string, string])[] => {
    const name = packageNameOf(caseId, key);
    return name === undefined ? [] : [[name, key]];
  });
  return new Map([...own, ...keys]);
};

/** A case's package as it lies in the evidence bucket: what the manifest lists, and what belongs to it. Other objects of
 * the case, such as readings that were started over, are no evidence and stay behind.
 * @param revision the opening whose package it is */
export const bucketSource = async (evidence: EvidenceStore, caseId: string, revision = 1): Promise<PackageSource> => {
  const manifest = await evidence.get(revisionKeyOf(caseId, revision, 'manifest.json'));
  const names = namesIn(caseId, revision, manifest);
  const read = async (name: string): Promise<Uint8Array | undefined> => {
    const key = names.get(name);
    return key === undefined ? undefined : await evidence.get(key);
  };
  return { list: async () => [...names.keys()], read };
};
