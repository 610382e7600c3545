import { ContractError } from '../domain/errors.ts';

/** The JSON in a file of a package. @throws ContractError that names the file, where it is damaged */
export const jsonOf = (bytes: Uint8Array, name: string): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new ContractError(`${name} is not JSON: the file is damaged`);
  }
};
