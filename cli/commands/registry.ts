import type { Command } from '../command.ts';
import { capture } from './capture.ts';
import { cases } from './cases.ts';
import { closeCase } from './close.ts';
import { completionOf } from './completion.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { exportCase } from './export.ts';
import { extend } from './extend.ts';
import { flows } from './flows.ts';
import { follow } from './follow.ts';
import { plan } from './plan.ts';
import { redrive } from './redrive.ts';
import { report } from './report.ts';
import { retire } from './retire.ts';
import { show } from './show.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  doctor,
  plan,
  capture,
  redrive,
  demo,
  cases,
  show,
  follow,
  flows,
  report,
  exportCase,
  verify,
  closeCase,
  extend,
  retire,
  completionOf(() => commands),
];
