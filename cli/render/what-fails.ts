import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { Check } from '../../functions/lib/evidence/verify-check.ts';
import type { Verification } from '../../functions/lib/evidence/verify-package.ts';

const isSeal = ({ check }: Check): boolean => check === 'signature' || check === 'key';

/** What to do about it, where the check does not say it itself. */
const adviceFor = (check: Check): string => {
  if (check.detail.includes('use a newer Flowtrap')) return '';
  if (isSeal(check))
    return ': get the key from its owner ("aws kms get-public-key") and the package from where it was written';
  return ': get the package again with "flowtrap export <case> <folder>", and keep this one if somebody changed it';
};

/** The first thing that does not hold and what to do, in one line. Undefined where everything holds.
 * @param adviceOn what to do about a check; that of a package that somebody has, by default */
export const whatFails = (checks: readonly Check[], adviceOn = adviceFor): string | undefined => {
  const failed = checks.filter(({ outcome }) => outcome === 'fails');
  const [first] = failed;
  if (!first) return undefined;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return `${visible(first.subject, 200)} ${visible(first.detail)}${more}${adviceOn(first)}`;
};

/** What stands in the way of showing a package: a picture of it would show what is not so. A case that was closed unsigned
 * says so itself, and a stranger beside the evidence changes nothing in it. */
export const whyNotShown = ({ checks, manifest }: Verification): string | undefined =>
  whatFails(checks.filter((check) => check.check !== 'unlisted' && !(manifest?.signing === null && isSeal(check))));
