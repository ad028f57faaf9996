import type { EpochMs } from '../../domain/calendar/time.ts';
import { problem } from '../../domain/errors.ts';
import type { Funnel } from '../../domain/survey/funnel.ts';
import type { Question } from '../../domain/survey/question.ts';
import type { QuestionResult } from '../../domain/survey/question-results.ts';
import { groupOf, inOrder, isCrossing, type ResultGrouping } from '../../domain/survey/result-groups.ts';
import { questionsOf, ResultTally } from '../../domain/survey/results.ts';
import {
  readDelivered,
  type Delivered,
  type DeliveredBeside,
  type DeliveredDeps,
} from './delivered-beside.ts';
import { readFunnels, type Funnels, type ReadFunnelsDeps } from './read-funnels.ts';
import { answersOf, isLookedAt, withholdingOf, type ReadAnswersDeps } from './result-answers.ts';
import { isAnonymous, OVER_ALL_CLIENTS, type Selection } from './result-selection.ts';

export type ReadResultsDeps = ReadAnswersDeps & ReadFunnelsDeps & DeliveredDeps;

/** Whether answers are left out so that nobody is told: `all` of a group, or `some`. */
export type Withheld = 'none' | 'some' | 'all';

/** Satisfaction with what it was made of, and what was delivered beside it. */
export interface Figures {
  /** Counted here; others may be withheld. */
  readonly answers: number;
  readonly withheld: Withheld;
  /** Of each question, also of those nobody answered; none where all is withheld. */
  readonly questions: readonly QuestionResult[];
  /** `null`: invitations know nothing of this grouping. */
  readonly funnel: Funnel | null;
  /** `null`: the ledger knows nothing of this grouping, or there are too many clients to sum over. */
  readonly delivered: Delivered | null;
}

export interface ResultGroup extends Figures {
  readonly key: string;
}

export interface Results extends Figures {
  readonly questionsAsked: readonly Question[];
  /** Waves of the period, and those of them that are anonymous and open, whose answers wait. */
  readonly waves: { readonly all: number; readonly waiting: number };
  readonly groups: ReadonlyMap<ResultGrouping, readonly ResultGroup[]>;
}

/** Groups of one answer: beyond it the answer is no longer read by anybody, and too long to be sent. */
const MAX_GROUPS = 500;

const tooManyGroups = `makes more than ${String(MAX_GROUPS)} groups; ask for a shorter period, or for one client`;

/** Whether a selection may be grouped so: of one client, anonymous answers are not told apart any further. */
export const mayGroup = (selection: Selection, grouping: ResultGrouping): boolean =>
  !(isAnonymous(selection) && selection.query.clientId !== undefined && isCrossing(grouping));

/** Answers that are shown, and whether there were others. */
class Part {
  readonly tally = new ResultTally();
  #isWithheld = false;

  withhold(): void {
    this.#isWithheld = true;
  }

  get withheld(): Withheld {
    if (!this.#isWithheld) return 'none';
    return this.tally.answers === 0 ? 'all' : 'some';
  }
}

interface Parts {
  readonly total: Part;
  readonly groups: ReadonlyMap<ResultGrouping, Map<string, Part>>;
}

async function readParts(
  deps: ReadAnswersDeps,
  selection: Selection,
  groupings: readonly ResultGrouping[],
): Promise<Parts> {
  const withholding = await withholdingOf(deps, selection);
  const total = new Part();
  const groups = new Map(groupings.map((grouping) => [grouping, new Map<string, Part>()]));
  for await (const { answer, wave } of answersOf(deps, selection)) {
    const counts = withholding.counts(answer);
    const count = (part: Part, isShown: boolean): void => {
      if (isShown) part.tally.add(answer, wave.version.questions);
      else part.withhold();
    };
    count(total, counts);
    for (const [grouping, parts] of groups) {
      const key = groupOf(grouping, answer, wave.day);
      const part = parts.get(key) ?? new Part();
      parts.set(key, part);
      count(part, counts && withholding.shows(answer, grouping));
    }
  }
  return { total, groups };
}

/**
 * Satisfaction of a selection and of its groups, each beside the funnel of its invitations and what was delivered. Answers are
 * read page by page; what is kept grows with groups and scales. Throws `invalid-request` for what anonymous answers or the
 * number of groups do not allow.
 */
export async function readResults(
  deps: ReadResultsDeps,
  selection: Selection,
  groupings: readonly ResultGrouping[],
  now: EpochMs,
): Promise<Results> {
  if (!groupings.every((grouping) => mayGroup(selection, grouping)))
    throw problem.invalidField('groupBy', OVER_ALL_CLIENTS);
  const [parts, funnels, delivered] = await Promise.all([
    readParts(deps, selection, groupings),
    readFunnels(deps, selection, groupings),
    readDelivered(deps, selection, groupings, now),
  ]);
  const waves = [...selection.waves.values()];
  const asked = questionsOf(waves.map(({ version }) => version.questions));
  const figuresOf = figuresBy(asked);
  return {
    ...figuresOf(parts.total, funnels.total, delivered?.total),
    questionsAsked: asked,
    waves: { all: waves.length, waiting: waves.filter((wave) => !isLookedAt(wave)).length },
    groups: new Map(
      groupings.map((grouping) => [
        grouping,
        groupsOf(grouping, parts.groups.get(grouping) ?? new Map(), { funnels, delivered, figuresOf }),
      ]),
    ),
  };
}

type FiguresOf = (part: Part, funnel: Funnel | undefined, delivered: Delivered | undefined) => Figures;

const figuresBy =
  (asked: readonly Question[]): FiguresOf =>
  (part, funnel, delivered) => ({
    answers: part.tally.answers,
    withheld: part.withheld,
    questions: part.withheld === 'all' ? [] : part.tally.results(asked),
    funnel: funnel ?? null,
    delivered: delivered ?? null,
  });

interface Beside {
  readonly funnels: Funnels;
  readonly delivered: DeliveredBeside | undefined;
  readonly figuresOf: FiguresOf;
}

/** The groups somebody answered in, or was asked in. */
function groupsOf(
  grouping: ResultGrouping,
  parts: ReadonlyMap<string, Part>,
  { funnels, delivered, figuresOf }: Beside,
): readonly ResultGroup[] {
  const invited = funnels.of(grouping);
  const keys = new Set([...parts.keys(), ...(invited?.keys() ?? [])]);
  if (keys.size > MAX_GROUPS) throw problem.invalidField('groupBy', tooManyGroups);
  return inOrder(grouping, keys).map((key) => ({
    key,
    ...figuresOf(parts.get(key) ?? new Part(), invited?.get(key), delivered?.of(grouping, key)),
  }));
}
