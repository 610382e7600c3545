import { type Check, type Finding, failed, type Patient } from './check.ts';

/** A finding with the check that made it. */
export type Diagnosis = Finding & { readonly check: string; readonly about: Check['about'] };

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'no message');

const NO_PERMISSION = /AccessDenied|Unauthorized|NotAuthorized|Forbidden|^403$/;

/** What to do when a check could not look. */
const nextAfter = (check: Check, error: unknown): string => {
  if (NO_PERMISSION.test(nameOf(error))) return `ask for ${check.reads.join(', ')}`;
  return /Credential|Token|SSO/.test(nameOf(error)) ? 'sign in to AWS' : 'see to the cause, and run the check again';
};

const lookOnce = async (check: Check, patient: Patient): Promise<readonly Finding[]> => {
  try {
    return await check.look(patient);
  } catch (error) {
    return [failed(check.name, `cannot be looked at: ${nameOf(error)}: ${messageOf(error)}`, nextAfter(check, error))];
  }
};

/** Runs every check, each by itself: one that cannot look hides no other. In the order of the list. */
export const runChecks = async (checks: readonly Check[], patient: Patient): Promise<readonly Diagnosis[]> => {
  const found = await Promise.all(checks.map((check) => lookOnce(check, patient)));
  return checks.flatMap((check, index) =>
    (found[index] ?? []).map((finding) => ({ check: check.name, about: check.about, ...finding })),
  );
};
