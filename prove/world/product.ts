import { type DeployedFunctions, deployedFunctions, HERE } from '../lambda/deployed.ts';
import { loadMachine, type Machine } from '../machine/run-machine.ts';

/** What is put to the proof: handlers and state machines. */
export interface Product {
  readonly functions: DeployedFunctions;
  readonly respond: Machine;
  readonly retireFlowLogs: Machine;
  readonly closeLostCases: Machine;
}

/** @param root this repository by default, or a changed copy of `functions` and `state-machines` */
export const loadProduct = async (root: URL = HERE): Promise<Product> => ({
  functions: await deployedFunctions(root),
  respond: loadMachine(root, 'respond'),
  retireFlowLogs: loadMachine(root, 'retire-flow-logs'),
  closeLostCases: loadMachine(root, 'close-lost-cases'),
});
