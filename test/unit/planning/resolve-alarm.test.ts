import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmsInRule } from '../../../functions/lib/domain/alarm-rule.ts';
import type { Lead } from '../../../functions/lib/domain/lead.ts';
import { resolveAlarm } from '../../../functions/lib/planning/resolve-alarm.ts';
import type { AlarmReader, DescribedAlarm } from '../../../functions/lib/ports/alarm-reader.ts';
import { leadOf } from '../../support/worlds.ts';

const PREFIX = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:';
const arn = (name: string) => `${PREFIX}${name}`;

const metric = (name: string, instance: string, state = 'ALARM'): DescribedAlarm => ({
  name,
  state,
  dimensions: [{ name: 'InstanceId', value: instance }],
});
const composite = (name: string, rule: string, state = 'ALARM'): DescribedAlarm => ({
  name,
  state,
  dimensions: [],
  rule,
});

const readerOf = (alarms: readonly DescribedAlarm[], unread?: string) => {
  const asked: (readonly string[])[] = [];
  const reader: AlarmReader = {
    describe: async (_where, names) => {
      asked.push(names);
      return { alarms: alarms.filter(({ name }) => names.includes(name)), ...(unread === undefined ? {} : { unread }) };
    },
  };
  return { reader, asked };
};

const leadFor = (childAlarmArns: readonly string[], parts: Partial<Lead> = {}): Lead =>
  leadOf({ subjects: [], tuples: [], alarm: { state: 'ALARM', childAlarmArns }, ...parts });

const resolve = async (alarms: readonly DescribedAlarm[], children: readonly string[]) => {
  const { reader, asked } = readerOf(alarms);
  const { subjects, notes } = await resolveAlarm(leadFor(children.map(arn)), reader);
  return { instances: subjects.map((one) => (one.kind === 'instance' ? one.instanceId : '')), notes, asked };
};

describe('a composite alarm', () => {
  it('has the resources of its children, and of theirs that ring', async () => {
    const found = await resolve(
      [metric('a', 'i-0a'), composite('inner', 'ALARM(b) OR ALARM(c)'), metric('b', 'i-0b'), metric('c', 'i-0c', 'OK')],
      ['a', 'inner'],
    );

    expect(found).toEqual({
      instances: ['i-0a', 'i-0b'],
      notes: [],
      asked: [
        ['a', 'inner'],
        ['b', 'c'],
      ],
    });
  });

  it('has those of all children of a child where none rings any more', async () => {
    const alarms = [composite('inner', 'ALARM(b) OR ALARM(c)'), metric('b', 'i-0b', 'OK'), metric('c', 'i-0c', 'OK')];

    expect((await resolve(alarms, ['inner'])).instances).toEqual(['i-0b', 'i-0c']);
  });

  it('has those of children that the trigger says rang, whatever their state is now', async () => {
    expect((await resolve([metric('a', 'i-0a', 'OK'), metric('b', 'i-0b')], ['a', 'b'])).instances).toEqual([
      'i-0a',
      'i-0b',
    ]);
  });

  it('asks for each alarm of a cycle once', async () => {
    const found = await resolve(
      [composite('x', 'ALARM(y)'), composite('y', 'ALARM(x) OR ALARM(a)'), metric('a', 'i-0a')],
      ['x'],
    );

    expect(found).toMatchObject({ instances: ['i-0a'], asked: [['x'], ['y'], ['a']] });
  });

  it('says which children do not exist, and that nobody is named', async () => {
    const { instances, notes } = await resolve([], ['gone (1)']);

    expect(instances).toEqual([]);
    expect(notes).toEqual(['child alarm gone (1) does not exist', 'no child alarm names a resource in a VPC']);
  });

  it('says why its children could not be read', async () => {
    const { reader } = readerOf([], 'AccessDenied');

    expect((await resolveAlarm(leadFor([arn('a')]), reader)).notes).toEqual([
      'child alarms could not be read: AccessDenied',
      'no child alarm names a resource in a VPC',
    ]);
  });

  it('reads at most 100 alarms, and no more than five levels', async () => {
    const many = Array.from({ length: 130 }, (_, at) => metric(`m${at}`, `i-0${at.toString(16)}`));
    const deep = Array.from({ length: 9 }, (_, at) => composite(`d${at}`, `ALARM(d${at + 1})`));

    const wide = await resolve(
      many,
      many.map(({ name }) => name),
    );
    const tall = await resolve(deep, ['d0']);

    expect(wide.asked.map(({ length }) => length)).toEqual([100]);
    expect(wide.notes).toEqual(['30 child alarm(s) are left out: at most 100 are read']);
    expect(tall.asked).toHaveLength(5);
    expect(tall.notes).toContain('composite alarms more than 5 deep are not read');
  });

  it('leaves out children of another account', async () => {
    const { reader, asked } = readerOf([metric('a', 'i-0a')]);
    const stranger = 'arn:aws:cloudwatch:eu-west-1:999900001111:alarm:b';

    const { notes } = await resolveAlarm(leadFor([arn('a'), stranger]), reader);

    expect(asked).toEqual([['a']]);
    expect(notes).toEqual([`child alarm ${stranger} is left out: it is not in 111122223333/eu-west-1`]);
  });

  it('keeps what a lead has that is no composite alarm', async () => {
    const { reader, asked } = readerOf([]);
    const lead = leadFor([], { subjects: [{ kind: 'instance', instanceId: 'i-0a' }] });

    expect(await resolveAlarm(lead, reader)).toBe(lead);
    expect(asked).toEqual([]);
  });
});

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(a)', ['a']],
    ['ALARM("a b") AND NOT (OK(c) OR INSUFFICIENT_DATA("d"))', ['a b', 'c', 'd']],
    ['alarm( "say \\"hi\\" (now)" ) or TRUE', ['say "hi" (now)']],
    [`ALARM(${arn('x')}) OR ALARM(x) OR ALARM(x)`, [arn('x'), 'x']],
    ['OK(z) AND AT_LEAST(2, ALARM, (a, "b c", d)) OR ALARM(e)', ['z', 'a', 'b c', 'd', 'e']],
    ['AT_LEAST(50%, NOT OK, (a, b))', ['a', 'b']],
    ['FALSE', []],
    ['', []],
    [`ALARM(${'a'.repeat(10_240)})`, []],
  ])('%s names %j', (rule, names) => {
    expect(alarmsInRule(rule)).toEqual(names);
  });

  it('names every alarm that it was written from', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[ -~]{1,40}$/), { minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(names, (all) => {
        const rule = all.map((name) => `ALARM("${name.replaceAll(/["\\]/g, '\\$&')}")`).join(' OR ');

        expect(alarmsInRule(rule)).toEqual(all);
      }),
    );
  });

  it('is read in time, whatever it is', () => {
    const hostile = [
      'ALARM('.repeat(1_700),
      'ALARM("'.repeat(1_400),
      `AT_LEAST(1, ALARM, (${'a,'.repeat(5_000)}`,
      '\\'.repeat(10_000),
    ];
    const start = performance.now();

    for (const rule of hostile) alarmsInRule(rule);

    expect(performance.now() - start).toBeLessThan(500);
  });
});
