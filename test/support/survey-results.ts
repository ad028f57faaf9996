import type { Answer } from '../../shared/domain/survey/answer.ts';
import { programmeIdSchema } from '../../shared/domain/survey/programme.ts';
import type { Question } from '../../shared/domain/survey/question.ts';
import { waveIdSchema, type Wave, type WaveId } from '../../shared/domain/survey/wave.ts';
import { CLIENT, NOW } from './builders.ts';

export const PROGRAMME = programmeIdSchema.parse('clients-quarterly');
export const waveId = (text: string): WaveId => waveIdSchema.parse(text);
export const WAVE = waveId('2026-04-01T07:00Z');

const question = (over: Partial<Question> & Pick<Question, 'id' | 'method'>): Question => ({
  scale: null,
  required: true,
  text: { en: `What about ${over.id}?` },
  options: [],
  ...over,
});

export const RECOMMEND = question({ id: 'recommend', method: 'nps', scale: 10 });
export const SATISFIED = question({ id: 'satisfied', method: 'csat', scale: 5 });
export const EASY = question({ id: 'easy', method: 'ces', scale: 7, required: false });
export const CHANNEL = question({
  id: 'channel',
  method: 'choice',
  options: [
    { id: 'phone', text: { en: 'By phone' } },
    { id: 'mail', text: { en: 'By mail' } },
  ],
});
export const WISHES = question({ id: 'wishes', method: 'text', required: false });

let made = 0;

/** A complete answer of the test client in April's wave. */
export const anAnswer = (values: Answer['values'], over: Partial<Answer> = {}): Answer => ({
  programmeId: PROGRAMME,
  waveId: WAVE,
  clientId: CLIENT,
  answerId: `answer-${String(++made).padStart(6, '0')}`,
  complete: true,
  answeredAt: NOW,
  contactId: null,
  orderNo: null,
  outcome: null,
  carrierId: null,
  language: 'en',
  versionNumber: 1,
  values,
  ...over,
});

export const aWave = (over: Partial<Wave> = {}): Wave => ({
  programmeId: PROGRAMME,
  waveId: WAVE,
  versionNumber: 1,
  previousSlotAt: NOW - 90 * 86_400_000,
  closesAt: NOW - 86_400_000,
  state: 'closed',
  ...over,
});
