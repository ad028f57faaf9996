import { isFactType, type Fact, type FactData, type FactType } from '../domain/ledger/fact.ts';

/**
 * Facts as one packed string per order, appended to and never rewritten. Plain JSON took 1,600 bytes for a usual
 * order and each write is billed by the kilobyte. Layout: facts parted by RS, fields by US; what repeats (source,
 * time of recording, offset) is written once. Input holds no control characters, so the separators are free.
 */
const FACT_END = '\u001e';
const FIELD_END = '\u001f';
const LIST_END = '\u001d';
const PART_END = '\u001c';

/** One character a type; never change one, only add. */
const TYPE_CODE = {
  'order.placed': 'p',
  'order.changed': 'c',
  'order.promise-revised': 'v',
  'order.held': 'h',
  'order.released': 'r',
  'order.dispatched': 's',
  'order.handed-over': 'o',
  'order.arrived': 'a',
  'order.delivered': 'd',
  'order.delivery-attempted': 't',
  'order.refused': 'f',
  'order.returned': 'b',
  'order.lost': 'l',
  'order.pod-received': 'P',
  'order.pod-decided': 'D',
  'order.damage-reported': 'g',
  'order.discrepancy-reported': 'i',
  'order.cancelled': 'x',
  'order.delay-excused': 'e',
  'incident.raised': 'I',
  'incident.decided': 'J',
  'receipt.announced': 'A',
  'receipt.arrived': 'B',
  'receipt.confirmed': 'C',
  'receipt.put-away': 'E',
  'receipt.checked': 'F',
  'stock.counted': 'S',
  'stock.level-recorded': 'L',
  'stock.damaged': 'G',
  'survey.answered': 'y',
  'fact.voided': 'V',
  'fact.disputed': 'Q',
  'fact.dispute-settled': 'R',
  'miss.excused': 'M',
  'miss.cause-assigned': 'N',
} as const satisfies Record<FactType, string>;

const TYPE_OF_CODE: ReadonlyMap<string, FactType> = new Map(
  Object.entries(TYPE_CODE).flatMap(([type, code]) => (isFactType(type) ? [[code, type] as const] : [])),
);

/** Instants in base 36: whole seconds, or milliseconds behind a dot. */
const packTime = (at: number): string => (at % 1000 === 0 ? (at / 1000).toString(36) : `.${at.toString(36)}`);
const readTime = (text: string): number =>
  text.startsWith('.') ? Number.parseInt(text.slice(1), 36) : Number.parseInt(text, 36) * 1000;

interface FieldCodec<T> {
  readonly letter: string;
  readonly pack: (value: T) => string;
  readonly read: (text: string) => T;
}

const text = (letter: string): FieldCodec<string> => ({
  letter,
  pack: (value) => value,
  read: (packed) => packed,
});
const whole = (letter: string): FieldCodec<number> => ({
  letter,
  pack: (value) => value.toString(36),
  read: (packed) => Number.parseInt(packed, 36),
});
const time = (letter: string): FieldCodec<number> => ({ letter, pack: packTime, read: readTime });
const flag = (letter: string): FieldCodec<boolean> => ({
  letter,
  pack: (value) => (value ? '1' : '0'),
  read: (packed) => packed === '1',
});
const texts = (letter: string): FieldCodec<readonly string[]> => ({
  letter,
  pack: (value) => value.join(LIST_END),
  // An empty list packs to nothing and one empty text cannot occur.
  read: (packed) => (packed === '' ? [] : packed.split(LIST_END)),
});
const choice = <const T extends string>(
  letter: string,
  values: Readonly<Record<T, string>>,
): FieldCodec<T> => {
  const back = new Map<string, T>();
  for (const value in values) back.set(values[value], value);
  return {
    letter,
    pack: (value) => values[value],
    read: (packed) => {
      const value = back.get(packed);
      if (value === undefined) throw new Error(`unknown code ${packed} in field ${letter}`);
      return value;
    },
  };
};
const parts = <T>(
  letter: string,
  pack: (value: T) => readonly string[],
  read: (parts: readonly string[]) => T,
): FieldCodec<T> => ({
  letter,
  pack: (value) => pack(value).join(PART_END),
  read: (packed) => read(packed.split(PART_END)),
});

const some = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : value;
const money = (letter: string): FieldCodec<NonNullable<FactData['value']>> =>
  parts(
    letter,
    ({ amount, currency }) => [amount.toString(36), currency],
    ([amount = '0', currency = '']) => ({ amount: Number.parseInt(amount, 36), currency }),
  );
const party = (letter: string): FieldCodec<'client' | 'provider'> =>
  choice(letter, { client: 'c', provider: 'p' });
const factRef = (letter: string): FieldCodec<NonNullable<FactData['voids']>> =>
  parts(
    letter,
    ({ source, id }) => [source, id],
    ([source = '', id = '']) => ({ source, id }),
  );
const place = (letter: string): FieldCodec<NonNullable<FactData['origin']>> =>
  parts(
    letter,
    ({ country, region, postalCode, timeZone }) => [
      country ?? '',
      region ?? '',
      postalCode ?? '',
      timeZone ?? '',
    ],
    ([country, region, postalCode, timeZone]) => ({
      country: some(country),
      region: some(region),
      postalCode: some(postalCode),
      timeZone: some(timeZone),
    }),
  );

type Codecs = { readonly [Name in keyof Required<FactData>]: FieldCodec<NonNullable<FactData[Name]>> };

/** Letters are for good: a stored fact is read with them for years. */
const FIELDS: Codecs = {
  promise: {
    letter: 'P',
    pack: (promise) =>
      'date' in promise
        ? promise.date.toString(36)
        : `${promise.from === undefined ? '' : packTime(promise.from)},${packTime(promise.to)}`,
    read: (packed) => {
      const [from, to] = packed.split(',');
      if (to === undefined) return { date: Number.parseInt(packed, 36) };
      return from === undefined || from === ''
        ? { to: readTime(to) }
        : { from: readTime(from), to: readTime(to) };
    },
  },
  dispatchBy: time('D'),
  urgent: flag('u'),
  lines: {
    letter: 'l',
    pack: (lines) =>
      lines
        .map(({ lineNo, sku, lot, units }) =>
          [units.toString(36), lineNo ?? '', sku ?? '', lot ?? ''].join(PART_END),
        )
        .join(LIST_END),
    read: (packed) =>
      packed === ''
        ? []
        : packed.split(LIST_END).map((line) => {
            const [units = '0', lineNo, sku, lot] = line.split(PART_END);
            return {
              units: Number.parseInt(units, 36),
              lineNo: some(lineNo),
              sku: some(sku),
              lot: some(lot),
            };
          }),
  },
  units: whole('n'),
  value: money('m'),
  siteId: text('s'),
  carrierId: text('c'),
  serviceLevel: text('v'),
  origin: place('o'),
  destination: place('d'),
  references: texts('r'),
  trackingNo: texts('t'),
  podRequired: flag('p'),
  contactId: text('C'),
  attributes: {
    letter: '0',
    pack: (attributes) =>
      Object.entries(attributes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map((entry) => entry.join(PART_END))
        .join(LIST_END),
    read: (packed) =>
      packed === ''
        ? {}
        : Object.fromEntries(
            packed.split(LIST_END).map((entry) => {
              const [name = '', value = ''] = entry.split(PART_END);
              return [name, value] as const;
            }),
          ),
  },
  by: party('b'),
  agreedBy: party('a'),
  reason: text('R'),
  complete: flag('f'),
  form: choice('F', { image: 'i', original: 'o' }),
  documentUrl: text('U'),
  accepted: flag('A'),
  stage: choice('S', { transport: 't', storage: 's', packaging: 'p' }),
  confirmed: flag('k'),
  relatesTo: text('T'),
  discrepancy: choice('i', { short: 's', over: 'o', 'wrong-item': 'i', 'wrong-lot': 'l' }),
  fault: text('q'),
  kpi: text('K'),
  reasonCode: text('e'),
  evidence: text('E'),
  proposedBy: party('x'),
  decision: choice('y', { proposed: 'p', accepted: 'a', rejected: 'r', withdrawn: 'w' }),
  decidedBy: party('z'),
  orders: texts('O'),
  category: text('g'),
  valid: flag('V'),
  voids: factRef('W'),
  replacedBy: text('X'),
  disputes: factRef('Y'),
  outcome: choice('Z', {
    upheld: 'u',
    rejected: 'r',
    'on-time': 'o',
    late: 'l',
    damaged: 'd',
    other: 'x',
  }),
  cause: text('w'),
  note: text('N'),
  linesCorrect: whole('L'),
  positions: whole('1'),
  positionsCorrect: whole('2'),
  recount: flag('3'),
  bookUnits: whole('4'),
  absVarianceUnits: whole('5'),
  bookValue: money('6'),
  netVarianceValue: money('7'),
  absVarianceValue: money('8'),
  programme: text('G'),
  wave: text('H'),
  question: text('Q'),
  method: choice('M', { nps: 'n', csat: 'c', ces: 'e' }),
  scale: whole('B'),
  score: whole('J'),
  language: text('I'),
  timeRule: text('9'),
};

type Field = keyof FactData;
const isField = (name: string): name is Field => Object.hasOwn(FIELDS, name);

const FIELD_OF_LETTER: ReadonlyMap<string, Field> = new Map(
  Object.entries(FIELDS).flatMap(([name, { letter }]) => (isField(name) ? [[letter, name] as const] : [])),
);

// The compiler cannot see that a field and its codec go together unless the name is a type parameter.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function packField<Name extends Field>(name: Name, data: FactData): string {
  const value = data[name];
  const codec: FieldCodec<NonNullable<FactData[Name]>> = FIELDS[name];
  return value === undefined ? '' : FIELD_END + codec.letter + codec.pack(value);
}

function packData(data: FactData): string {
  const names = Object.keys(data).filter(isField);
  // Always in the order of FIELDS, so equal contents pack equally, whatever order a source sent them in.
  if (names.length > 1) names.sort((a, b) => rankOf(a) - rankOf(b));
  let packed = '';
  for (const name of names) packed += packField(name, data);
  return packed;
}

const RANKS: ReadonlyMap<string, number> = new Map(Object.keys(FIELDS).map((name, rank) => [name, rank]));
const rankOf = (name: Field): number => RANKS.get(name) ?? 0;

function readData(fields: readonly string[], from: number): FactData {
  const data: { [Name in Field]?: FactData[Name] } = {};
  for (let i = from; i < fields.length; i++) readField(fields[i] ?? '', data);
  return data;
}

function readField(packed: string, data: { [Name in Field]?: FactData[Name] }): void {
  const name = FIELD_OF_LETTER.get(packed.charAt(0));
  if (name === undefined) throw new Error(`unknown field ${packed.charAt(0)} in a packed fact`);
  assign(name, packed, data);
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function assign<Name extends Field>(name: Name, packed: string, data: { [N in Field]?: FactData[N] }): void {
  const codec: FieldCodec<NonNullable<FactData[Name]>> = FIELDS[name];
  data[name] = codec.read(packed.slice(1));
}

/** Quarter hours in base 36 where that is exact, else minutes behind a dot (local mean time of old dates). */
const packOffset = (minutes: number): string =>
  minutes % 15 === 0 ? (minutes / 15).toString(36) : `.${minutes.toString(36)}`;
const readOffset = (packed: string): number =>
  packed.startsWith('.') ? Number.parseInt(packed.slice(1), 36) : Number.parseInt(packed, 36) * 15;

/** Packs facts in the order given. */
export function packFacts(facts: readonly Fact[]): string {
  const sources = new Map<string, string>();
  let recordedAt = NaN;
  let offset = NaN;
  let packed = '';
  for (const fact of facts) {
    const known = sources.get(fact.source);
    if (known === undefined) sources.set(fact.source, sources.size.toString(36));
    if (packed !== '') packed += FACT_END;
    packed +=
      TYPE_CODE[fact.type] +
      (known ?? `=${fact.source}`) +
      FIELD_END +
      fact.id +
      FIELD_END +
      packTime(fact.occurredAt) +
      FIELD_END +
      (fact.offsetMinutes === offset ? '' : packOffset(fact.offsetMinutes)) +
      FIELD_END +
      (fact.recordedAt === recordedAt ? '' : fact.recordedAt.toString(36)) +
      packData(fact.data);
    offset = fact.offsetMinutes;
    recordedAt = fact.recordedAt;
  }
  return packed;
}

const HEAD_FIELDS = 5;

/** Reads packed facts back, in the order they were packed. Throws on a letter it does not know. */
export function readFacts(packed: string): readonly Fact[] {
  if (packed === '') return [];
  const sources: string[] = [];
  let recordedAt = 0;
  let offsetMinutes = 0;
  return packed.split(FACT_END).map((one) => {
    const fields = one.split(FIELD_END);
    const [head = '', id = '', occurred = '', offset = '', recorded = ''] = fields;
    const type = TYPE_OF_CODE.get(head.charAt(0));
    if (type === undefined) throw new Error(`unknown fact type ${head.charAt(0)} in a packed fact`);
    if (offset !== '') offsetMinutes = readOffset(offset);
    if (recorded !== '') recordedAt = Number.parseInt(recorded, 36);
    return {
      type,
      source: readSource(head, sources),
      id,
      occurredAt: readTime(occurred),
      offsetMinutes,
      recordedAt,
      data: fields.length === HEAD_FIELDS ? NO_DATA : readData(fields, HEAD_FIELDS),
    };
  });
}

const NO_DATA: FactData = {};

function readSource(head: string, sources: string[]): string {
  if (head.charAt(1) !== '=') return sources[Number.parseInt(head.slice(1), 36)] ?? '';
  const source = head.slice(2);
  sources.push(source);
  return source;
}
