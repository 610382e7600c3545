import { type Host, ownHost } from '../../functions/lib/runtime/host.ts';
import type { Env } from '../aws/machine.ts';
import { type Command, exitCodes, flag, type OptionValues, textOption, UsageError } from '../command.ts';
import type { Check, Patient } from '../doctor/check.ts';
import { count, diagnosisText } from '../doctor/diagnosis-text.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { painter } from '../render/colour.ts';

/** What the command reaches outside of its own process. */
export interface DoctorDeps {
  readonly env: Env;
  readonly host: Host;
}

const patientFor = async ({ env, host }: DoctorDeps, values: OptionValues): Promise<Patient> => {
  const [{ deploymentName, readDeployment }, { readPolicy }] = await Promise.all([
    import('../doctor/deployment.ts'),
    import('../doctor/checks/policy.ts'),
  ]);
  const deployment = await readDeployment(host, deploymentName(textOption(values, 'name'), env), env);
  const policy = await readPolicy(host, deployment).catch(() => undefined);
  return { host, deployment, policy, nowMs: host.clock.nowMs };
};

/** Loaded only here: the checks call more services than all other commands together. */
const chosen = async (values: OptionValues): Promise<readonly Check[]> => {
  const { allChecks } = await import('../doctor/all-checks.ts');
  const name = textOption(values, 'only');
  const found = allChecks.filter((check) => name === undefined || check.name === name);
  if (found.length > 0) return found;
  throw new UsageError(`--only takes one of ${allChecks.map((check) => check.name).join(', ')}`);
};

/** The command on a host. */
export const doctorWith = (deps: DoctorDeps): Command => ({
  name: 'doctor',
  summary: 'check a deployment before an incident, without changing anything',
  usage: '[options]',
  options: { name: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
  optionHelp: {
    name: "the deployment's name; from FLOWTRAP_RESPOND_ARN by default, else flowtrap",
    only: 'one check, by its name',
    json: 'one JSON document on standard output',
  },
  examples: [
    'flowtrap doctor',
    'flowtrap doctor --only firewalls',
    'flowtrap doctor --json | jq \'.findings[] | select(.outcome != "ok")\'',
  ],
  run: async ([extra], values, io) => {
    if (extra !== undefined) throw new UsageError(`"${extra}" is too much: doctor takes options only`);
    const checks = await chosen(values);
    const found = await runChecks(checks, await patientFor(deps, values));
    const sums = { failed: count(found, 'failed'), warnings: count(found, 'warning'), ok: count(found, 'ok') };
    io.out(
      flag(values, 'json')
        ? `${JSON.stringify({ ...sums, findings: found }, null, 2)}\n`
        : diagnosisText(found, painter(io.colour), io.width),
    );
    return sums.failed === 0 ? exitCodes.ok : exitCodes.failed;
  },
});

/** Checks a deployment. */
export const doctor: Command = doctorWith({ env: process.env, host: ownHost() });
