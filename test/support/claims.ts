/** Prints each claim as soon as it is decided, and counts.
 * @param what the proof that the claims belong to */
export const claims = (what: string, print: (text: string) => void) => {
  let passed = 0;
  let failed = 0;
  let notRun = 0;
  const begunMs = Date.now();
  return {
    /** @param check proves the claim and returns its figure; throws where it does not hold */
    claim: async (claimed: string, check: () => Promise<string>): Promise<void> => {
      try {
        print(`passed  ${claimed}: ${await check()}\n`);
        passed += 1;
      } catch (error) {
        print(`FAILED  ${claimed}: ${error instanceof Error ? error.message : String(error)}\n`);
        failed += 1;
      }
    },
    /** What could not be tried here, which is no verdict. */
    leaveOut: (claimed: string, why: string): void => {
      print(`not run ${claimed}: ${why}\n`);
      notRun += 1;
    },
    failed: () => failed,
    summary: (): string => {
      const left = notRun === 0 ? '' : `${notRun} not run, `;
      return `${what}: ${passed} claims passed, ${failed} failed, ${left}in ${Math.round((Date.now() - begunMs) / 1_000)} s`;
    },
  };
};

/** @throws Error that says what was found instead */
export const expect = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};
