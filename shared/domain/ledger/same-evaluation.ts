import type { Contribution, OpenVerdict } from '../kpi/contribution.ts';
import type { Dimensions, Evaluation } from './order-record.ts';

function sameLists<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const one = a[i];
    const other = b[i];
    if (one === undefined || other === undefined || !same(one, other)) return false;
  }
  return true;
}

const sameContribution = (a: Contribution, b: Contribution): boolean =>
  a.day === b.day && a.counter === b.counter && a.amount === b.amount;

const sameOpen = (a: OpenVerdict, b: OpenVerdict): boolean =>
  a.kpi === b.kpi &&
  a.day === b.day &&
  a.deadline === b.deadline &&
  a.excused === b.excused &&
  a.missed === b.missed &&
  a.pendingUntil === b.pendingUntil &&
  a.disputed === b.disputed &&
  a.amount === b.amount;

const sameDimensions = (a: Dimensions, b: Dimensions): boolean =>
  a.siteId === b.siteId && a.carrierId === b.carrierId && a.serviceLevel === b.serviceLevel;

/** Whether judging again gave what is stored already. Field by field: re-judging compares every order of a client. */
export const sameEvaluation = (a: Evaluation, b: Evaluation): boolean =>
  a.judgeVersion === b.judgeVersion &&
  a.contractVersion === b.contractVersion &&
  a.indexDay === b.indexDay &&
  sameDimensions(a.dimensions, b.dimensions) &&
  sameLists(a.contributions, b.contributions, sameContribution) &&
  sameLists(a.open, b.open, sameOpen) &&
  sameLists(a.dataQuality, b.dataQuality, (one, other) => one === other);
