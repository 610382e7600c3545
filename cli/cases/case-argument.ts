import { parseInterfaceId } from '../../functions/lib/triggers/aws-ids.ts';
import { type OptionValues, textOption, UsageError } from '../command.ts';
import { isCaseId } from '../evidence/package-folder.ts';

/** The one case that a command is about. @throws UsageError when it is none */
export const caseArgument = (positionals: readonly string[], more = 0): string => {
  const [caseId] = positionals;
  if (caseId === undefined || positionals.length > 1 + more)
    throw new UsageError('name one case: "flowtrap cases" lists them');
  if (!isCaseId(caseId))
    throw new UsageError(`"${caseId}" is no case: a case is c- and 40 hexadecimal digits, see "flowtrap cases"`);
  return caseId;
};

/** The option `--interface`. @throws UsageError when it is no interface */
export const interfaceOption = (values: OptionValues): string | undefined => {
  const text = textOption(values, 'interface');
  if (text === undefined || parseInterfaceId(text) !== undefined) return text;
  throw new UsageError('--interface takes the id of an interface: eni- and hexadecimal digits');
};

/** A time option as epoch ms: ISO 8601, or so long ago (`90m`, `24h`, `7d`). @throws UsageError when it is neither */
export const timeFrom = (name: string, text: string | undefined, nowMs: number): number | undefined => {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined)
    return nowMs - Number(count) * (unit === 'd' ? 86_400_000 : unit === 'h' ? 3_600_000 : 60_000);
  const ms = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new UsageError(`--${name} takes a time (2026-01-31T12:00:00Z) or an age (90m, 24h, 7d)`);
  return ms;
};
