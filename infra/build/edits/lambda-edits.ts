import { environmentCredentials, noInstanceMetadata, noSharedConfig } from './credentials.ts';
import type { LibraryEdit } from './library-edit.ts';
import { errorsByName, literalSchemaKeys } from './schemas.ts';
import { noEndpointDiscovery, noEventStreams, versionOnly } from './services.ts';
import { nativeSha1, nativeSha256, standardRetries } from './unreached.ts';

/** What is left out of every bundle: parts of the libraries that no function of ours can reach. */
export const lambdaEdits: readonly LibraryEdit[] = [
  literalSchemaKeys,
  errorsByName,
  environmentCredentials,
  noSharedConfig,
  noInstanceMetadata,
  noEventStreams,
  noEndpointDiscovery,
  versionOnly,
  nativeSha256,
  nativeSha1,
  standardRetries,
];
