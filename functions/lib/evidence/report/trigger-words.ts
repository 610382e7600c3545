/** Who speaks, and how what they said is put, by the source of a lead. */
const WORDS: ReadonlyMap<string, readonly [name: string, verb: string]> = new Map([
  ['guardduty', ['GuardDuty', 'reported']],
  ['security-hub', ['Security Hub', 'reported']],
  ['cloudwatch-alarm', ['A CloudWatch alarm', 'went off:']],
  ['firewall-alert', ['A Network Firewall rule', 'matched:']],
  ['schedule', ['A schedule', 'asked for']],
  ['manual', ['An analyst', 'asked:']],
]);

/** What started a case, as a sentence begins: `GuardDuty reported Backdoor:EC2/C&CActivity.B`. */
export const triggerWords = ({ source, type }: { readonly source: string; readonly type: string }): string => {
  const [name, verb] = WORDS.get(source) ?? [source, 'reported'];
  return `${name} ${verb} ${type}`;
};
