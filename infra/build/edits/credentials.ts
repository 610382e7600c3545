import { type LibraryEdit, replacement } from './library-edit.ts';

/** On Lambda credentials come in the environment, and a member account's from our own AssumeRole. The SDK's default chain
 * brings clients for SSO, its login, OIDC and STS, profiles, processes, containers and EC2 metadata. */
export const environmentCredentials: LibraryEdit = {
  name: 'environment-credentials',
  files: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
  edit: replacement(`
import { fromEnv } from '@aws-sdk/credential-provider-env';
export const defaultProvider = fromEnv;
export const credentialsWillNeedRefresh = () => false;
export const credentialsTreatedAsExpired = () => false;
`),
};

/** A function has no `~/.aws`: settings come from its environment and from code. */
export const noSharedConfig: LibraryEdit = {
  name: 'no-shared-config',
  files: /@smithy\/core\/dist-es\/submodules\/config\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
  edit: replacement(`
export const CONFIG_PREFIX_SEPARATOR = '.';
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
`),
};

/** Asked only where neither code nor environment names the Region, which never is on Lambda. */
export const noInstanceMetadata: LibraryEdit = {
  name: 'no-instance-metadata',
  files: /@smithy\/core\/dist-es\/submodules\/config\/config-resolver\/regionConfig\/getInstanceMetadataRegion\.js$/,
  edit: replacement('export const getInstanceMetadataRegion = async () => undefined;'),
};
