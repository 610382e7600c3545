import { awsClients } from '../lib/adapters/aws-clients.ts';
import { dynamoRecordTable } from '../lib/adapters/dynamo-record-table.ts';
import { nfwFlowOperations } from '../lib/adapters/nfw-flow-operations.ts';
import { caseStore } from '../lib/records/case-store.ts';
import { slotStore } from '../lib/records/slot-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { checkCapture } from './check-capture.ts';
import { checkCaptureContract } from './contract.ts';
