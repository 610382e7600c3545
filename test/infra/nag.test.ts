import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { appOf, fullConfig } from './support/synthesize.ts';

const finding = z.object({
  ruleName: z.string(),
  violatingConstructs: z._default(z.array(z.object({ constructPath: z.optional(z.string()) })), []),
});
const accepted = z.object({
  acknowledgedId: z.string(),
  acknowledgedAt: z.string(),
  reason: z.string(),
  violatingConstructs: z.array(z.object({ constructPath: z.string() })),
});
const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z._default(z.array(finding), []),
      suppressedViolations: z._default(z.array(accepted), []),
    }),
  ),
});

/** What the three packs say about a configuration. Synthesis throws on a finding, but the report is written all the same. */
const reportOf = (config: unknown) => {
  const { app } = appOf(config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app));
  let thrown: unknown;
  try {
    app.synth();
  } catch (error) {
    thrown = error;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return { thrown, ...reportSchema.parse(report) };
};

const firehose = {
  account: '111122223333',
  policy: {
    flowLogs: {
      destination: {
        type: 'kinesis-data-firehose',
        deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/flows',
      },
    },
  },
};

describe.each([
  ['everything', fullConfig],
  ['the defaults', {}],
  ['a delivery stream', firehose],
])('AwsSolutions, NIST 800-53 R5 and Serverless over %s', (_, config) => {
  const { thrown, pluginReports } = reportOf(config);

  it('find nothing that is not accepted with a reason', () => {
    expect(pluginReports.map(({ pluginName }) => pluginName)).toHaveLength(3);
    expect(pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))).toEqual([]);
    expect(thrown).toBeUndefined();
  });

  it('record every accepted finding, which shows that they ran', () => {
    for (const { suppressedViolations } of pluginReports) expect(suppressedViolations.length).toBeGreaterThan(5);
  });

  it('accept each finding on its own resource, with a reason', () => {
    for (const { acknowledgedAt, acknowledgedId, reason, violatingConstructs } of pluginReports.flatMap(
      ({ suppressedViolations }) => suppressedViolations,
    )) {
      expect(violatingConstructs.map(({ constructPath }) => constructPath)).toEqual([acknowledgedAt]);
      expect(acknowledgedId).toMatch(/^[\w.]+::[\w.]+-\w/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
