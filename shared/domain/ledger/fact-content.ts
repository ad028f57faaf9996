import type { ReportedFact } from './fact.ts';

/** Equal by content; an absent member equals one that is `undefined`. For data as JSON has it. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined));
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.size === right.size && [...left].every(([name, value]) => sameValue(value, right.get(name)));
}

/** What makes two reports of one identity the same event: everything but when they were recorded. */
export const sameContent = (a: ReportedFact, b: ReportedFact): boolean =>
  a.type === b.type &&
  a.occurredAt === b.occurredAt &&
  a.offsetMinutes === b.offsetMinutes &&
  sameValue(a.data, b.data);
