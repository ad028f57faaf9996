import { describe, expect, it } from 'vitest';
import type { RegistryName, RegistryState } from '../../../../shared/domain/crm/registry.ts';
import {
  faultsOfAlias,
  faultsOfEntry,
  faultsOfMerge,
  writtenOver,
  type WrittenEntry,
} from '../../../../shared/domain/crm/registry-edits.ts';
import { entryOf, viewOf } from '../../../../shared/domain/crm/registry-entries.ts';
import { planImport, type ReadRow } from '../../../../shared/domain/crm/registry-import.ts';

const STATE: RegistryState = {
  entries: [
    { id: 'dhl', name: 'DHL', active: true, version: 2 },
    { id: 'tnt', name: 'TNT', active: false, version: 2 },
    { id: 'fedex', name: 'FedEx', active: true, version: 1 },
    { id: 'old', name: 'Old', active: false, version: 1 },
  ],
  aliases: [
    { value: 'DHL Express', id: 'dhl' },
    { value: 'tnt', id: 'fedex' },
  ],
  version: 7,
};
const view = (registry: RegistryName = 'carrier') => viewOf(registry, STATE);

const faultsOf = (written: WrittenEntry, registry: RegistryName = 'carrier') => {
  const of = view(registry);
  return faultsOfEntry(of, writtenOver(of.entries.get(written.id), written)).map(
    ({ path, detail }) => `${path} ${detail}`,
  );
};

describe('an entry', () => {
  it('keeps what is left out, and comes one version after the one that is there', () => {
    expect(writtenOver(view().entries.get('old'), { id: 'old', name: 'Older' })).toEqual({
      id: 'old',
      name: 'Older',
      active: false,
      version: 2,
    });
    expect(writtenOver(view('reason').entries.get('AO'), { id: 'AO', name: 'Storm' })).toEqual({
      id: 'AO',
      name: 'Storm',
      active: true,
      faultClass: 'force-majeure',
      version: 1,
    });
  });

  it('may not take the name of an alias', () => {
    expect(faultsOf({ id: 'DHL Express', name: 'x' })).toEqual([
      'id is an alias of dhl; delete the alias first',
    ]);
  });

  it('that was merged is made active only once its alias is gone', () => {
    expect(faultsOf({ id: 'tnt', name: 'TNT', active: true })).toEqual([
      'active tnt was merged into fedex; delete the alias tnt first',
    ]);
    expect(faultsOf({ id: 'tnt', name: 'TNT (old)' })).toEqual([]);
  });

  it('has a fault class where it is a reason, and only there', () => {
    expect(faultsOf({ id: 'Z1', name: 'Strike' }, 'reason')).toEqual([
      'faultClass is missing; must be one of provider, carrier, shipper, consignee, authority, force-majeure',
    ]);
    expect(faultsOf({ id: 'Z1', name: 'Strike', faultClass: 'carrier' }, 'reason')).toEqual([]);
    expect(faultsOf({ id: 'dhl', name: 'DHL', faultClass: 'carrier' })).toEqual([
      'faultClass only reasons have one; leave it out',
    ]);
  });

  it('is found by its alias, after a merge, or built in', () => {
    expect(['DHL Express', 'tnt', 'old', 'nobody'].map((value) => entryOf(view(), value)?.id)).toEqual([
      'dhl',
      'fedex',
      'old',
      undefined,
    ]);
    expect(entryOf(view('cause'), 'picking-error')).toMatchObject({ active: true, version: 0 });
  });
});

describe('an alias', () => {
  it.each([
    ['TNT', 'fedex', []],
    ['DHL Express', 'fedex', []],
    ['x', 'old', []],
    ['fedex', 'dhl', ['value is an entry of its own; merge it into the other one instead']],
    ['x', 'gone', ['id is not in the registry carrier; register it first']],
  ])('%s of %s: %j', (value, id, faults) => {
    expect(faultsOfAlias(view(), { value, id }).map(({ path, detail }) => `${path} ${detail}`)).toEqual(
      faults,
    );
  });
});

describe('a merge', () => {
  it.each([
    ['old', 'dhl', []],
    ['dhl', 'fedex', []],
    ['dhl', 'gone', ['into is not in the registry carrier; register it first']],
    ['dhl', 'dhl', ['into leads back to dhl itself']],
    ['fedex', 'tnt', ['into leads back to fedex itself']],
    ['dhl', 'old', ['into is not active; merge into the entry that is to stay']],
    ['dhl', 'tnt', ['into is not active; merge into the entry that is to stay']],
  ])('of %s into %s: %j', (id, into, faults) => {
    expect(faultsOfMerge(view(), id, into).map(({ path, detail }) => `${path} ${detail}`)).toEqual(faults);
  });
});

describe('an import', () => {
  const row = (written: WrittenEntry & { readonly aliases?: readonly string[] }): ReadRow => ({
    ok: true,
    row: written,
  });
  const plan = (...rows: readonly ReadRow[]) => planImport(view(), rows);
  const told = (...rows: readonly ReadRow[]) =>
    plan(...rows).results.map(({ id, outcome, errors = [] }) =>
      [id, outcome, ...errors.map(({ path, detail }) => `${path} ${detail}`)].join(': '),
    );

  it('creates, changes and leaves entries, and adds aliases', () => {
    const { results, writes, addsValues } = plan(
      row({ id: 'gls', name: 'GLS', aliases: ['GLS DE', 'gls'] }),
      row({ id: 'dhl', name: 'DHL', aliases: ['DHL Express', 'Deutsche Post'] }),
      row({ id: 'old', name: 'Older' }),
      row({ id: 'fedex', name: 'FedEx', active: true }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'changed', 'changed', 'unchanged']);
    expect(writes).toEqual([
      {
        entries: [{ id: 'gls', name: 'GLS', active: true, version: 1 }],
        aliases: [{ value: 'GLS DE', id: 'gls' }],
      },
      { entries: [], aliases: [{ value: 'Deutsche Post', id: 'dhl' }] },
      { entries: [{ id: 'old', name: 'Older', active: false, version: 2 }], aliases: [] },
    ]);
    expect(addsValues).toBe(true);
  });

  it('moves no orders where names alone change', () => {
    expect(plan(row({ id: 'old', name: 'Older' })).addsValues).toBe(false);
  });

  it('refuses wrong rows by themselves, each taken over those before it', () => {
    expect(
      told(
        { ok: false, id: null, errors: [{ path: 'id', detail: 'is missing' }] },
        row({ id: 'gls', name: 'GLS', aliases: ['G'] }),
        row({ id: 'gls', name: 'GLS again' }),
        row({ id: 'hermes', name: 'Hermes', aliases: ['G', 'dhl', 'DHL Express'] }),
        row({ id: 'G', name: 'G' }),
        row({ id: 'tnt', name: 'TNT', active: true }),
      ),
    ).toEqual([
      ': refused: id is missing',
      'gls: created',
      'gls: refused: id stands in an earlier entry as well',
      'hermes: refused: aliases.0 G stands for gls; move that alias by itself: aliases.1 dhl is an entry of its own; merge it into hermes instead: aliases.2 DHL Express stands for dhl; move that alias by itself',
      'G: refused: id is an alias of gls; delete the alias first',
      'tnt: refused: active tnt was merged into fedex; delete the alias tnt first',
    ]);
  });
});
