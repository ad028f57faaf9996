import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parseInstant, resolveLocalTime } from '../../../shared/domain/calendar/zone.ts';
import { parseEvent } from '../../../shared/domain/ledger/event-schema.ts';
import { readInstant, readLocalTime } from '../../../shared/domain/ledger/event-time.ts';
import { EVENT_DATA } from '../../../shared/domain/ledger/event-types.ts';

const event = (over: Record<string, unknown>): Record<string, unknown> => ({
  specversion: '1.0',
  id: '1',
  source: 'wms',
  type: 'order.delivered',
  time: '2018-08-07T15:27:45Z',
  clientid: 'acme',
  subject: 'SO-1',
  ...over,
});

const orderNo = fc.string({
  unit: fc.constantFrom('#', '/', ' ', '%', '?', 'a', 'Z', '7', 'é', '漢', '😀', '-'),
  minLength: 1,
  maxLength: 320,
});

const fits = (text: string): boolean =>
  text.trim() === text && Array.from(text).length <= 200 && Buffer.byteLength(text) <= 512;

const ZONES = [
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/New_York',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'UTC',
];
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Clock times of all days up to the 31st of every month, half of them around the hours in which clocks change. */
const clock = fc
  .tuple(
    fc.integer({ min: 1971, max: 2090 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 24 })),
    fc.integer({ min: 0, max: 60 }),
    fc.constantFrom('', ':00', ':59', ':60', ':07.5', ':07.123', ':07.123456'),
  )
  .map(([y, mo, d, h, mi, s]) => `${pad(y, 4)}-${pad(mo)}-${pad(d)}T${pad(h)}:${pad(mi)}${s}`);

/** A zone with a clock time within half a day of one of its changes of offset. */
const nearChange = fc
  .tuple(
    fc.constantFrom(...ZONES),
    fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2069, 0, 1) }),
    fc.integer({ min: -720, max: 720 }),
  )
  .map(([zone, from, minutes]): [string, string] => {
    const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    const change = start.getTimeZoneTransition('next') ?? start;
    return [change.toPlainDateTime().add({ minutes }).toString({ smallestUnit: 'second' }), zone];
  });

describe('any order number', () => {
  it('is kept as written, or refused with the field subject', () => {
    fc.assert(
      fc.property(orderNo, (subject) => {
        const result = parseEvent(event({ subject }));
        if (fits(subject)) expect(result).toMatchObject({ ok: true, event: { orderNo: subject } });
        else expect(result).toMatchObject({ ok: false, error: { code: 'invalid-field', path: 'subject' } });
      }),
    );
  });
});

describe('anything at all', () => {
  it('is read or refused with a code, a path and a reason; nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(EVENT_DATA)), (data, type) => {
        for (const input of [data, event({ type, data })]) {
          const result = parseEvent(input);
          if (!result.ok) expect(result.error.detail).not.toBe('');
        }
      }),
    );
  });

  it('in any text keeps control characters out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        const result = parseEvent(event({ type: 'order.refused', data: { reason: text } }));
        expect(result.ok).toBe(!/[\p{Cc}\p{Cs}]/u.test(text));
      }),
    );
  });
});

describe('the quick ways to read times', () => {
  it('answer local times as Temporal does, around changes of offset too', () => {
    const anywhere = fc.tuple(clock, fc.constantFrom(...ZONES));
    fc.assert(
      fc.property(fc.oneof(anywhere, nearChange), ([text, timeZone]) => {
        const wanted = resolveLocalTime(text, timeZone);
        const read = readLocalTime({ localTime: text, timeZone });
        if (!wanted) expect(read).toHaveProperty('refused');
        else
          expect(read).toMatchObject({
            at: wanted.at,
            offsetMinutes: Math.round(wanted.offsetMinutes),
            rule: wanted.met === 'once' ? undefined : `compatible ${timeZone}`,
          });
      }),
      { numRuns: 2000 },
    );
  });

  it('answer times with offset as Temporal does', () => {
    const offset = fc.constantFrom(
      'Z',
      '+00:00',
      '-03:00',
      '+05:45',
      '+14:00',
      '-23:59',
      '+24:00',
      '+01:60',
      '',
    );
    fc.assert(
      fc.property(clock, offset, (text, zone) => {
        const wanted = parseInstant(text + zone);
        const read = readInstant(text + zone);
        if (!wanted) expect(read).toHaveProperty('refused');
        else expect(read).toMatchObject({ at: wanted.at, offsetMinutes: wanted.offsetMinutes });
      }),
      { numRuns: 2000 },
    );
  });
});
