import { alarmReader } from './cloudwatch-alarm.ts';
import { firewallReader } from './firewall-alert.ts';
import { guardDutyReader } from './guardduty.ts';
import { manualReader } from './manual.ts';
import { scheduleReader } from './schedule.ts';
import { asffReader } from './security-hub-asff.ts';
import { ocsfReader } from './security-hub-ocsf.ts';
import type { TriggerReader } from './trigger-reader.ts';

/** Every reader; the first that recognises a trigger reads it. */
export const triggerReaders: readonly TriggerReader[] = [
  scheduleReader,
  manualReader,
  guardDutyReader,
  asffReader,
  ocsfReader,
  alarmReader,
  firewallReader,
];
