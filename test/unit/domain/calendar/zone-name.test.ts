import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { isZone } from '../../../../shared/domain/calendar/zone-name.ts';

const isKnown = (id: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
    return true;
  } catch {
    return false;
  }
};

it('takes exactly the names that Temporal knows, on which zones are built', () => {
  const names = [
    'UTC',
    'Z',
    'EST',
    'PST',
    'BST',
    'IST',
    'CET',
    'GMT+1',
    'Etc/GMT+5',
    'US/Pacific',
    'Foo/Bar',
    '',
  ];
  for (const name of [...Intl.supportedValuesOf('timeZone'), ...names])
    expect([name, isZone(name)]).toEqual([name, isKnown(name)]);
});

it('takes no bare offset: it has no rule for summer time', () => {
  expect([isZone('+01:00'), isZone('-03')]).toEqual([false, false]);
});
