import { expect, it } from 'vitest';
import { checkTargets } from '../../../../shared/domain/credit/check-targets.ts';

it('a floor is no better than its target, whichever side is the good one', () => {
  expect(
    checkTargets({
      'on-time-delivery': { target: '0.95', floor: '0.98' },
      'on-time-dispatch': { target: '0.98', floor: '0.95' },
      'in-full': { target: '0.98', floor: '0.98' },
      'damage-frequency': { target: '0.01', floor: '0.005' },
      'complaint-rate': { target: '0.01', floor: '0.02' },
    }),
  ).toEqual([
    {
      path: 'targets.on-time-delivery.floor',
      detail: 'the floor of 98 % is better than the target of 95 % (higher is better); it may be no better',
    },
    {
      path: 'targets.damage-frequency.floor',
      detail: 'the floor of 0.5 % is better than the target of 1 % (lower is better); it may be no better',
    },
  ]);
});

it('no share can pass 100 %, but a rate of incidents can', () => {
  expect(
    checkTargets({ 'on-time-delivery': { target: '1.01' }, 'complaint-rate': { target: '1.01' } }),
  ).toMatchObject([{ path: 'targets.on-time-delivery.target' }]);
});
