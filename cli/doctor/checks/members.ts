import { type Check, type Finding, failed, ok, type Patient, warning } from '../check.ts';
import { lastSweep, type Sweep } from '../last-sweep.ts';
import { isRefused, type Places, placesOf } from '../places.ts';

/** The role as whoever looks can take it on; the trust of a member's role lets the steps alone do so. */
const takesOn = async ({ members, home, actor }: Places, account: string): Promise<boolean> => {
  const place = await members.find({ account, region: home.region }, actor);
  const { credentials } = place.config('ec2');
  try {
    if (typeof credentials === 'function') await credentials();
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
};

const bySweep = (subject: string, sweep: Sweep | undefined): Finding => {
  if (sweep?.status === 'SUCCEEDED') return ok(subject, `the steps took its role on at ${sweep.endedAt}; you may not`);
  const repair = 'deploy the member template there, with the role name and external id of the policy';
  if (sweep?.error?.includes('PlacesUnreadable'))
    return failed(subject, `is refused to you, and the steps could not read every place at ${sweep.endedAt}`, repair);
  return warning(subject, 'is refused to you, and no sweep of the steps tells whether they may', repair);
};

const findingsOf = async (patient: Patient, places: Places): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  let sweep: Promise<Sweep | undefined> | undefined;
  for (const account of places.settings.members) {
    const subject = `role ${places.settings.roleName} of ${account}`;
    if (await takesOn(places, account)) findings.push(ok(subject, 'can be taken on with the external id'));
    else {
      sweep ??= lastSweep(patient);
      findings.push(bySweep(subject, await sweep));
    }
  }
  return findings;
};

/** The role of every member account can be taken on. */
export const members: Check = {
  name: 'members',
  about: 'incident',
  reads: ['sts:AssumeRole', 'states:ListExecutions', 'states:DescribeExecution'],
  look: async (patient) => {
    const places = placesOf(patient);
    if (!places) return [failed('members', 'are not known without policy and account', 'see to policy and stacks')];
    if (places.settings.members.length === 0) return [ok('members', 'the policy names none')];
    return await findingsOf(patient, places);
  },
};
