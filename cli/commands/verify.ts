import { readFile } from 'node:fs/promises';
import { verifyPackage } from '../../functions/lib/evidence/verify-package.ts';
import { isP256Key } from '../../functions/lib/evidence/verify-signature.ts';
import { type Command, exitCodes, flag, textOptions, UsageError } from '../command.ts';
import { folderSource } from '../evidence/folder-source.ts';
import { packageFolder } from '../evidence/package-folder.ts';
import { painter } from '../render/colour.ts';
import { verificationText } from '../render/verification-text.ts';
import { whatFails } from '../render/what-fails.ts';

const trustedKey = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`cannot read the key ${file}`);
  });
  if (!isP256Key(text))
    throw new UsageError(`${file} is no ECC P-256 public key in PEM form: get it with "aws kms get-public-key"`);
  return text;
};

/** Checks an evidence package offline. */
export const verify: Command = {
  name: 'verify',
  summary: 'check an evidence package offline, object by object',
  usage: '<folder|case> [--key FILE] [options]',
  options: { key: { type: 'string', multiple: true }, json: { type: 'boolean' } },
  optionHelp: {
    key: 'a public key that you trust, as a PEM file; may be given again, where the signing key changed between openings; without it the keys of the package are taken',
    json: 'one JSON document on standard output',
  },
  examples: [
    'flowtrap verify .flowtrap/c-4a544495250db9f04e3f2d031cabaffa38271193',
    'flowtrap verify evidence/ --key flowtrap-evidence.pem',
    'flowtrap verify evidence/ --key key-of-2025.pem --key key-of-2026.pem',
  ],
  run: async ([place, ...more], values, io) => {
    if (place === undefined || more.length > 0) throw new UsageError('name one folder or one case');
    const keys = await Promise.all(textOptions(values, 'key').map(trustedKey));
    const result = await verifyPackage(await folderSource(await packageFolder(place)), keys);
    const { manifest, ...rest } = result;
    const facts = manifest ? { caseId: manifest.caseId, grade: manifest.grade, flowCount: manifest.flowCount } : {};
    io.out(
      flag(values, 'json')
        ? `${JSON.stringify({ ...rest, ...facts }, null, 2)}\n`
        : verificationText(result, painter(io.colour)),
    );
    const failure = whatFails(result.checks);
    if (failure !== undefined) io.err(`flowtrap verify: ${failure}\n`);
    return result.intact ? exitCodes.ok : exitCodes.failed;
  },
};
