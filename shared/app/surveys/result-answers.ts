import { answerMonthOf, type Answer } from '../../domain/survey/answer.ts';
import type { WaveId } from '../../domain/survey/wave.ts';
import { Withholding } from '../../domain/survey/withhold.ts';
import type { AnswersQuery, AnswerStore } from '../../ports/answers.ts';
import { clientsToRead, isSelected, type SelectedWave, type Selection } from './result-selection.ts';

export interface ReadAnswersDeps {
  readonly answers: Pick<AnswerStore, 'read'>;
}

/** An answer with the wave it was given in. */
export interface AnswerInWave {
  readonly answer: Answer;
  readonly wave: SelectedWave;
}

/** Answers of an open anonymous wave are not looked at: asking again after the next one would tell it. */
export const isLookedAt = ({ state, version }: SelectedWave): boolean =>
  !version.anonymous || state === 'closed';

/** The months under which answers of the selection lie; `undefined` where it has no waves. */
function monthsOf({ waves }: Selection): Pick<AnswersQuery, 'fromMonth' | 'toMonth'> | undefined {
  const months = [...waves.keys()].map((waveId) => answerMonthOf({ waveId })).sort();
  const [fromMonth] = months;
  const toMonth = months.at(-1);
  return fromMonth === undefined || toMonth === undefined ? undefined : { fromMonth, toMonth };
}

/** The complete answers of the selection, read page by page and kept nowhere. */
export async function* answersOf(
  { answers }: ReadAnswersDeps,
  selection: Selection,
): AsyncGenerator<AnswerInWave> {
  const { programmeId } = selection.programme;
  const months = monthsOf(selection);
  if (!months) return;
  for (const clientId of clientsToRead(selection))
    for await (const page of answers.read({ programmeId, ...months, clientId }))
      yield* page.flatMap((answer) => lookedAt(selection, answer) ?? []);
}

function lookedAt(selection: Selection, answer: Answer): AnswerInWave | undefined {
  const wave = selection.waves.get(answer.waveId);
  const isMeant = answer.complete && isSelected(selection, answer.clientId);
  return wave && isMeant && isLookedAt(wave) ? { answer, wave } : undefined;
}

/** What may be shown of the selection; where it has anonymous waves, their answers are read for it. */
export async function withholdingOf(deps: ReadAnswersDeps, selection: Selection): Promise<Withholding> {
  const k = new Map<WaveId, number>();
  for (const { waveId, version } of selection.waves.values())
    if (version.anonymous) k.set(waveId, version.smallestGroup);
  const withholding = new Withholding(k, selection.clients === 'every');
  if (k.size > 0) for await (const { answer } of answersOf(deps, selection)) withholding.add(answer);
  return withholding;
}
