import { type LibraryEdit, replacement } from './library-edit.ts';

const absent = (name: string): string => `
export class ${name} {
  constructor() {
    throw new Error('${name} is not in this bundle');
  }
}
`;

/** Node hashes natively; the SDK brings its own hashes for browsers that cannot. */
export const nativeSha256: LibraryEdit = {
  name: 'native-sha256',
  files: /@smithy\/core\/dist-es\/submodules\/checksum\/sha256\/Sha256Js\.js$/,
  edit: replacement(absent('Sha256Js')),
};

export const nativeSha1: LibraryEdit = {
  name: 'native-sha1',
  files: /@aws-sdk\/checksums\/dist-es\/submodules\/sha\/sha1\/Sha1Js\.js$/,
  edit: replacement(absent('Sha1Js')),
};

/** The adaptive mode, with its rate limiter, is only taken when a client or the environment asks for it. */
export const standardRetries: LibraryEdit = {
  name: 'standard-retries',
  files: /@smithy\/core\/dist-es\/submodules\/retry\/util-retry\/AdaptiveRetryStrategy\.js$/,
  edit: replacement(absent('AdaptiveRetryStrategy')),
};
