import type { Condition, Query, Scalar, Update, Value } from './documents.ts';

/**
 * Collects the placeholders of one request. Attribute names always go through one: any name may be a reserved word.
 * Equal names share a placeholder, as DynamoDB asks for each to be used but not for each to differ.
 */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, Value> = {};
  #count = 0;

  name(attribute: string): string {
    let placeholder = this.#names.get(attribute);
    if (placeholder === undefined) {
      placeholder = `#n${String(this.#names.size)}`;
      this.#names.set(attribute, placeholder);
    }
    return placeholder;
  }

  value(value: Value): string {
    const placeholder = `:v${String(this.#count)}`;
    this.#count += 1;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** Empty maps are refused by DynamoDB, so they are left out. */
  get parameters(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, Value>;
  } {
    return {
      ...(this.#names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([name, key]) => [key, name])),
      }),
      ...(this.#count > 0 && { ExpressionAttributeValues: this.#values }),
    };
  }
}

const equals = (placeholders: Placeholders, attribute: string, value: Scalar): string =>
  `${placeholders.name(attribute)} = ${placeholders.value(value)}`;

function conditionText(placeholders: Placeholders, condition: Condition): string {
  switch (condition.when) {
    case 'absent':
      return `attribute_not_exists(${placeholders.name('pk')})`;
    case 'present':
      return `attribute_exists(${placeholders.name('pk')})`;
    case 'equals':
      return equals(placeholders, condition.attribute, condition.value);
  }
}

const conditionParameter = (placeholders: Placeholders, condition: Condition | undefined) =>
  condition && { ConditionExpression: conditionText(placeholders, condition) };

/** The expression part of a put or delete. */
export function conditionExpression(condition: Condition | undefined) {
  const placeholders = new Placeholders();
  return { ...conditionParameter(placeholders, condition), ...placeholders.parameters };
}

/** The expression part of an update. An update that changes nothing has no form in a transaction. */
export function updateExpression({ set = {}, add = {}, remove = [], condition }: Update) {
  const placeholders = new Placeholders();
  const sets = Object.entries(set).map(([name, value]) => equalsSet(placeholders, name, value));
  const adds = Object.entries(add).map(
    ([name, value]) => `${placeholders.name(name)} ${placeholders.value(value)}`,
  );
  const removes = remove.map((name) => placeholders.name(name));
  const clause = (keyword: string, parts: readonly string[]): string =>
    parts.length === 0 ? '' : `${keyword} ${parts.join(', ')}`;
  const UpdateExpression = [clause('SET', sets), clause('ADD', adds), clause('REMOVE', removes)]
    .filter((text) => text !== '')
    .join(' ');
  return {
    UpdateExpression,
    ...conditionParameter(placeholders, condition),
    ...placeholders.parameters,
  };
}

const equalsSet = (placeholders: Placeholders, name: string, value: Value): string =>
  `${placeholders.name(name)} = ${placeholders.value(value)}`;

/** The expression part of a query; `sortKey` is the attribute the range is on. An empty bound is no bound: DynamoDB refuses it. */
export function keyExpression({ pk, sort }: Query, sortKey: string) {
  const placeholders = new Placeholders();
  const conditions = [equals(placeholders, 'pk', pk)];
  if (sort !== undefined) {
    const range = rangeText(placeholders, sort, sortKey);
    if (range !== undefined) conditions.push(range);
  }
  return { KeyConditionExpression: conditions.join(' AND '), ...placeholders.parameters };
}

function rangeText(
  placeholders: Placeholders,
  sort: NonNullable<Query['sort']>,
  sortKey: string,
): string | undefined {
  if ('beginsWith' in sort) {
    if (sort.beginsWith === '') return undefined;
    return `begins_with(${placeholders.name(sortKey)}, ${placeholders.value(sort.beginsWith)})`;
  }
  const name = placeholders.name(sortKey);
  if (sort.from === '') return `${name} <= ${placeholders.value(sort.to)}`;
  return `${name} BETWEEN ${placeholders.value(sort.from)} AND ${placeholders.value(sort.to)}`;
}
