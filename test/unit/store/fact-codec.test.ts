import { describe, expect, test } from 'vitest';
import { packFacts, readFacts } from '../../../shared/store/fact-codec.ts';
import { NOW, delivered, dispatched, fact, placed, recorded } from '../../support/builders.ts';

describe('packed facts', () => {
  test('nothing packs to nothing', () => {
    expect([packFacts([]), readFacts('')]).toEqual(['', []]);
  });

  test('name a source once', () => {
    const packed = packFacts([placed(), delivered('2026-03-09 10:00')].map((one) => recorded(one)));
    expect(packed.split('wms://hamburg')).toHaveLength(2);
  });

  test('keep sources apart when they take turns', () => {
    const facts = ['a', 'b', 'a', 'c', 'b'].map((source) =>
      recorded(fact('order.delivery-attempted', '2026-03-09 10:00', {}, { source })),
    );
    expect(readFacts(packFacts(facts)).map(({ source }) => source)).toEqual(['a', 'b', 'a', 'c', 'b']);
  });

  test('name time of recording and offset only where they change', () => {
    const facts = [
      recorded(placed(), NOW),
      recorded(dispatched('2026-03-05 10:00'), NOW),
      recorded({ ...delivered('2026-03-09 10:00'), offsetMinutes: -210 }, NOW + 1),
    ];
    expect(readFacts(packFacts(facts))).toEqual(facts);
  });

  test('a usual order of five facts stays far below a kilobyte', () => {
    const facts = [
      placed({
        units: 12,
        siteId: 'HAM',
        carrierId: 'dhl',
        destination: { country: 'DE', postalCode: '20095' },
      }),
      dispatched('2026-03-05 10:00', { trackingNo: ['00340434161094042557'] }),
      fact('order.arrived', '2026-03-09 09:00'),
      delivered('2026-03-09 10:00'),
      fact('order.pod-received', '2026-03-09 11:00', { form: 'image' }),
    ].map((one, i) => recorded(one, NOW + i));
    expect(packFacts(facts).length).toBeLessThan(300);
  });

  test('equal attributes pack equally, whatever order they came in', () => {
    const pack = (attributes: Record<string, string>): string =>
      packFacts([recorded({ ...placed({ attributes }), id: 'e' })]);
    expect(pack({ goods: 'cold', channel: 'shop' })).toBe(pack({ channel: 'shop', goods: 'cold' }));
  });

  test('a fact stored before orders had attributes reads as it was', () => {
    const stored = 'p=wms\u001f1\u001ft42ssg\u001f4\u001fmmc7gu00\u001fsHAM\u001fCanna';
    expect(readFacts(stored)[0]?.data).toEqual({ siteId: 'HAM', contactId: 'anna' });
  });

  test('a survey answer keeps its letters', () => {
    const data = {
      programme: 'quarterly',
      wave: '2026-12-01T08:00Z',
      question: 'overall',
      method: 'csat',
      scale: 10,
      score: 1,
      language: 'pt-BR',
      outcome: 'late',
      carrierId: 'dhl',
    } as const;
    const answer = { ...recorded(fact('survey.answered', '2026-03-09 10:00', data)), id: 'overall' };
    const packed = packFacts([answer]);
    expect(packed.split('\u001f').slice(0, 2)).toEqual(['y=wms://hamburg', 'overall']);
    expect(packed.split('\u001f').slice(5)).toEqual([
      'cdhl',
      'Zl',
      'Gquarterly',
      'H2026-12-01T08:00Z',
      'Qoverall',
      'Mc',
      'Ba',
      'J1',
      'Ipt-BR',
    ]);
    expect(readFacts(packed)).toEqual([answer]);
  });

  test('a dispute settled before surveys were recorded reads as it was', () => {
    const stored = 'R=wms\u001f1\u001ft42ssg\u001f4\u001fmmc7gu00\u001fYwms\u001ce1\u001fZu';
    expect(readFacts(stored)[0]).toMatchObject({
      type: 'fact.dispute-settled',
      data: { disputes: { source: 'wms', id: 'e1' }, outcome: 'upheld' },
    });
  });

  test('a field nobody knows is an error, not a loss', () => {
    expect(() => readFacts(packFacts([recorded(placed())]) + '\u001f!x')).toThrow('unknown field !');
  });

  test('a type nobody knows is an error, not a loss', () => {
    expect(() => readFacts('?=wms\u001f1\u001f1\u001f0\u001f1')).toThrow('unknown fact type ?');
  });
});
