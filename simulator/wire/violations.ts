import type * as z from 'zod/mini';

/** What is wrong with a request, each violation by its path, in one line. */
export const violationText = (error: z.core.$ZodError): string =>
  error.issues.map((issue) => `${issue.path.map(String).join('.') || 'request'}: ${issue.code}`).join('; ');
