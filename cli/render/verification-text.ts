import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { Check } from '../../functions/lib/evidence/verify-check.ts';
import type { Verification } from '../../functions/lib/evidence/verify-package.ts';
import type { Paint } from './colour.ts';

const STYLES = { holds: 'green', fails: 'red', unchecked: 'yellow' } as const;

const checkLine =
  (paint: Paint) =>
  ({ outcome, check, subject, detail }: Check): string =>
    `  ${paint(STYLES[outcome], outcome.padEnd(9))}  ${check.padEnd(12)}  ${visible(subject, 200)}: ${visible(detail)}\n`;

const KEY_NOTES = {
  package:
    'The key came with the package, so this shows only that the package agrees with itself. To know who signed it, get the\nkey by another way ("aws kms get-public-key") and name it with --key, or compare its SHA-256 above.\n',
  given: 'Checked with the key that you gave.\n',
} as const;

const countedRevisions = (revisions: number): string => (revisions > 1 ? `, ${revisions} revisions` : '');

const verdict = ({ checks, intact, manifest, revisions }: Verification, paint: Paint): string => {
  const failed = checks.filter(({ outcome }) => outcome !== 'holds').length;
  const about = manifest
    ? `case ${manifest.caseId}, ${manifest.grade}, ${manifest.flowCount} flows${countedRevisions(revisions)}`
    : 'no readable manifest';
  return intact
    ? `${paint('green', 'The package holds')}: ${checks.length} checks, ${about}\n`
    : `${paint('red', 'The package does not hold')}: ${failed} of ${checks.length} checks fail, ${about}\n`;
};

/** What holds and what does not, one line a check, then the verdict and what it is worth. */
export const verificationText = (verification: Verification, paint: Paint): string => {
  const { checks, keyFrom, manifestSha256 } = verification;
  const digest = manifestSha256 === undefined ? '' : `Manifest SHA-256 ${manifestSha256}\n`;
  return `${checks.map(checkLine(paint)).join('')}\n${verdict(verification, paint)}${digest}${KEY_NOTES[keyFrom]}`;
};
