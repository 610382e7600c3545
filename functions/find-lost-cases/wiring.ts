import { dynamoRecordTable } from '../lib/adapters/dynamo-record-table.ts';
import { sfnExecutions } from '../lib/adapters/sfn-executions.ts';
import { caseStore } from '../lib/records/case-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { findLostCasesContract } from './contract.ts';
import { findLostCases } from './find-lost-cases.ts';

export const findLostCasesFunction = (host: Host) =>
  step(host, findLostCasesContract, (env, log) =>
    findLostCases({
      cases: caseStore(dynamoRecordTable(host, env.TABLE_NAME)),
      executions: sfnExecutions(host),
      clock: host.clock,
      log,
    }),
  );
