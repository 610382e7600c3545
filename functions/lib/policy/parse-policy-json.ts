import { ContractError } from '../domain/errors.ts';

/** @throws ContractError when a policy's text is not JSON */
export const parsePolicyJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ContractError('policy: not JSON', {}, { cause });
  }
};
