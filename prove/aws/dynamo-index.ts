import { ApiError } from '../../simulator/wire/api-error.ts';
import { byBytes, type Item, itemIn, notHere, onlyMembers, type Parameters, textIn } from './dynamo-items.ts';

const MEMBERS = [
  'TableName',
  'IndexName',
  'ProjectionExpression',
  'KeyConditionExpression',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'Limit',
];
const FORM = {
  IndexName: 'byGrade',
  ProjectionExpression: 'pk, sk, atMs',
  KeyConditionExpression: 'grade = :grade AND atMs BETWEEN :since AND :until',
};

const checkForm = (parameters: Parameters): void => {
  onlyMembers(parameters, MEMBERS);
  for (const [name, text] of Object.entries(FORM))
    if (parameters[name] !== text) throw notHere(`${name} ${String(parameters[name])}`);
};

const numberIn = (item: Item, name: string): number => {
  const text = item[name]?.N;
  if (typeof text !== 'string') throw new ApiError('ValidationException', `${name} is not a number`);
  return Number(text);
};

/** As the index has them: by time. Items of one moment are in no order that is promised; this one is always the same. */
const byPlace = (a: Item, b: Item): number =>
  numberIn(a, 'atMs') - numberIn(b, 'atMs') ||
  byBytes(textIn(a, 'pk'), textIn(b, 'pk')) ||
  byBytes(textIn(a, 'sk'), textIn(b, 'sk'));

const limitOf = ({ Limit: limit }: Parameters): number =>
  limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);

const projected = ({ pk, sk, atMs }: Item): object => ({ pk, sk, atMs });

/** A query of the index `byGrade`, exactly as the record table sends it. Its entries are small: only a limit ends a page. */
export const gradeQuery = (items: readonly Item[], parameters: Parameters): object => {
  checkForm(parameters);
  const values = itemIn(parameters.ExpressionAttributeValues, 'values');
  const [grade, since, until] = [textIn(values, ':grade'), numberIn(values, ':since'), numberIn(values, ':until')];
  const start = parameters.ExclusiveStartKey;
  const after = start === undefined ? undefined : itemIn(start, 'ExclusiveStartKey');
  const found = items
    .filter((item) => item.grade?.S === grade && numberIn(item, 'atMs') >= since && numberIn(item, 'atMs') <= until)
    .filter((item) => after === undefined || byPlace(item, after) > 0)
    .toSorted(byPlace);
  const page = found.slice(0, limitOf(parameters));
  const last = page.length === limitOf(parameters) ? page.at(-1) : undefined;
  const Count = page.length;
  return {
    Items: page.map(projected),
    Count,
    ScannedCount: Count,
    ...(last ? { LastEvaluatedKey: { grade: last.grade, ...projected(last) } } : {}),
  };
};
