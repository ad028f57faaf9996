import { runCapacityCrosscheck } from './capacity-crosscheck.ts';
import type { FigureGroup } from './figure.ts';

/** Whether the meter behind all units here counts as another emulator of DynamoDB reports. */
export const capacity: FigureGroup = {
  name: 'capacity',
  measure: async () => {
    const { cases, equal, differences } = await runCapacityCrosscheck();
    const unexplained = differences.filter(({ documented }) => documented === undefined);
    const documented = new Set(differences.flatMap(({ documented: why }) => why ?? []));
    return [
      {
        figure: 'capacity meter against Dynoxide: cases with the same units',
        reach: '≥ 100 cases, no unexplained difference',
        measured: `${String(equal)} of ${String(cases)}`,
        isReached: cases >= 100 && unexplained.length === 0,
        notes: [
          ...unexplained.map(({ kind, name }) => `unexplained: ${kind}, ${name}`),
          ...[...documented].map((why) => `as documented: ${why}`),
        ],
      },
    ];
  },
};
