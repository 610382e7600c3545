import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import type { Problem } from '../../functions/lib/domain/lead.ts';
import { planVerbatimFilters } from '../../functions/lib/domain/verbatim-filters.ts';
import { manualReader, readManual, subjectFromId } from '../../functions/lib/triggers/manual.ts';
import cases from '../cases/manual.json' with { type: 'json' };
import { defaultLimits } from '../support/limits.ts';

const problemsOf = (value: unknown): readonly Problem[] => {
  const reading = readManual(value);
  return reading.outcome === 'refused' ? reading.problems : [];
};

describe('an analyst’s request', () => {
  it.each(cases.accepted)('is understood: $what', ({ request, lead }) => {
    const node = { value: request, path: '' };

    expect(manualReader.recognises(node)).toBe(true);
    expect(manualReader.read(node)).toMatchObject([
      { outcome: 'lead', lead: { ...lead, source: 'manual', perExecution: true } },
    ]);
  });

  it.each(cases.refused)('is refused: $what', ({ request, paths }) => {
    const problems = problemsOf(request);

    expect(manualReader.recognises({ value: request, path: '' })).toBe(true);
    expect(problems.map(({ path }) => path)).toEqual(paths);
  });

  it.each(cases.refused)('is told what is wrong and what would be right: $what', ({ request, paths }) => {
    const problems = problemsOf(request);

    for (const { problem, allowed } of problems) expect([problem, allowed]).not.toContain('');
    expect(readManual(request)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(paths[0] ?? '') });
  });

  it('shows the value that was given, shortened and without its control characters', () => {
    const [problem] = problemsOf({ source: 'manual', reason: 'x', subjects: [`\u001b[31m\u202e${'x'.repeat(200)}`] });

    expect(problem?.value).toMatch(/^"\\u001b\[31m\\u202ex+…$/);
    expect(problem?.value?.length).toBeLessThan(90);
  });

  it('keeps the reason of a refusal short, however much is wrong', () => {
    const reading = readManual({
      source: 'manual',
      reason: 'x',
      ...Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`m${n}`, n])),
    });

    expect(reading).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/; and 4998 more$/) });
    expect(
      problemsOf(
        JSON.parse(JSON.stringify({ source: 'manual', reason: 'x', subjects: Array.from({ length: 40 }, () => '?') })),
      ),
    ).toHaveLength(40);
    expect(reading.outcome === 'refused' && reading.problems).toHaveLength(200);
  });

  it('has one key for one request, whatever the order of its members', () => {
    const one = readManual({ source: 'manual', reason: 'x', subjects: ['eni-0a1'] });
    const same = readManual({ subjects: ['eni-0a1'], reason: 'x', source: 'manual' });
    const other = readManual({ source: 'manual', reason: 'y', subjects: ['eni-0a1'] });

    expect(one.lead?.key).toEqual(same.lead?.key);
    expect(one.lead?.key).not.toEqual(other.lead?.key);
  });

  it.each([
    [{ source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: {} }],
    [{ source: 'aws.network-firewall', 'detail-type': 'Firewall Change', FirewallArn: 'arn:aws:x', detail: {} }],
    [{ source: 'schedule', watch: 'w', subjects: ['eni-0a1'], peers: [] }],
    [{ Type: 'Backdoor:EC2/C&CActivity.B', Resource: { ResourceType: 'Instance' } }],
    [[]],
    ['manual'],
    [null],
  ])('is not what %j is', (value) => {
    expect(manualReader.recognises({ value, path: '' })).toBe(false);
  });

  it('never throws, and never says both yes and no', () => {
    const words = [
      'source',
      'manual',
      'reason',
      'subjects',
      'FlowFilters',
      'FirewallArn',
      'ResourceIds',
      'ResourceType',
      'Tags',
      'TagSpecifications',
      'startFlowCapture',
      'VPC',
      '10.0.0.1',
      '__proto__',
    ];
    const json = fc
      .json({ stringUnit: fc.oneof(fc.constantFrom(...words), fc.string()), maxDepth: 4 })
      .map((text): unknown => JSON.parse(text));
    const member = fc.constantFrom(...words);

    fc.assert(
      fc.property(fc.dictionary(member, json), (value) => {
        const reading = readManual(value);

        expect(reading.outcome === 'lead' || (reading.outcome === 'refused' && reading.problems.length > 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('subjectFromId', () => {
  it.each([
    ['arn:aws:rds:eu-central-1:111122223333:db:orders', { kind: 'rds-instance', dbInstanceId: 'orders' }],
    ['fd00::1', { kind: 'address', address: 'fd00::1' }],
    ['10.0.0.0/24', undefined],
    ['vpc-0a1b2c3d', undefined],
    ['app/web', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('reads %s as %j', (text, subject) => {
    expect(subjectFromId(text)).toEqual(subject);
  });
});

describe('verbatim filters', () => {
  const filter = (api: unknown) => {
    const reading = fromApiFilter(api);
    return 'filter' in reading ? [reading.filter] : [];
  };

  it('stand as written, with their breadth', () => {
    const filters = filter({
      SourceAddress: { AddressDefinition: '10.0.1.10' },
      DestinationPort: '443',
      Protocols: ['6'],
    });

    expect(planVerbatimFilters(filters, defaultLimits, 'FlowFilters')).toEqual({
      filters: [{ filter: filters[0], reason: 'the request names this filter', breadthBits: 48, mirrored: false }],
    });
  });

  it('are refused where they are too broad or name no address', () => {
    const filters = [
      ...filter({ SourceAddress: { AddressDefinition: '10.0.0.0/8' } }),
      ...filter({ SourceAddress: { AddressDefinition: '10.0.0.1' } }),
      ...filter({ Protocols: ['6'] }),
    ];

    expect(planVerbatimFilters(filters, defaultLimits, 'FlowFilters')).toMatchObject({
      problems: [
        { path: 'FlowFilters[0]', problem: 'too broad', allowed: 'at most 72 bits', value: '90.32 bits' },
        { path: 'FlowFilters[2]', problem: 'without an address' },
      ],
    });
  });
});
