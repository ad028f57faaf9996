/** The least of every function is the SDK, zod and time zones: 420 KB. KPIs, contracts, credits, cases and mail add the rest. */
export const BUDGET_KILOBYTES = 600;

/** Functions that read terms of contracts as they are written carry the public holidays of the world; no other does. */
export const WITH_HOLIDAYS: readonly string[] = ['api/contracts', 'api/what-if'];
export const BUDGET_WITH_HOLIDAYS_KILOBYTES = 1400;

export const budgetOf = (path: string): number =>
  WITH_HOLIDAYS.includes(path) ? BUDGET_WITH_HOLIDAYS_KILOBYTES : BUDGET_KILOBYTES;
