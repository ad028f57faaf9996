import {
  programmeIdSchema,
  type Programme,
  type ProgrammeVersion,
} from '../../shared/domain/survey/programme.ts';
import { CLIENT, NOW } from './builders.ts';

/** A quarterly relationship programme in English and German. */
export const aProgramme = (over: Partial<Programme> = {}): Programme => ({
  programmeId: programmeIdSchema.parse('clients-quarterly'),
  name: 'Clients, quarterly',
  kind: 'relationship',
  state: 'active',
  clients: [CLIENT],
  schedule: {
    every: 'quarter',
    date: null,
    time: '09:00',
    weekday: null,
    day: 1,
    timeZone: 'Europe/Berlin',
  },
  currentVersion: 1,
  activeSince: NOW,
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
  ...over,
});

export const aProgrammeVersion = (over: Partial<ProgrammeVersion> = {}): ProgrammeVersion => ({
  number: 1,
  subject: { en: 'How are we doing?', de: 'Wie zufrieden sind Sie?' },
  intro: { en: 'Two questions.', de: 'Zwei Fragen.' },
  thanks: { en: 'Thank you.', de: 'Vielen Dank.' },
  questions: [
    {
      id: 'recommend',
      method: 'nps',
      scale: 10,
      required: true,
      text: { en: 'Would you recommend us?', de: 'Würden Sie uns empfehlen?' },
      options: [],
    },
  ],
  languages: ['en', 'de'],
  audience: 'contacts',
  roles: ['decision-maker', 'operations'],
  samplePerMille: 1000,
  delayHours: 0,
  coolDownDays: 180,
  mostPerDay: null,
  reminderAfterDays: null,
  openDays: 30,
  anonymous: false,
  smallestGroup: 5,
  caseOwner: 'care@provider.example',
  retentionDays: 730,
  createdAt: NOW,
  createdBy: 'admin-1',
  ...over,
});

/** The same as a caller writes it, with everything that has a default left out. */
export const programmeBody = {
  name: 'Clients, quarterly',
  clients: [CLIENT],
  schedule: { every: 'quarter', timeZone: 'Europe/Berlin' },
  subject: { en: 'How are we doing?', de: 'Wie zufrieden sind Sie?' },
  intro: { en: 'Two questions.', de: 'Zwei Fragen.' },
  thanks: { en: 'Thank you.', de: 'Vielen Dank.' },
  questions: [
    {
      id: 'recommend',
      method: 'nps',
      text: { en: 'Would you recommend us?', de: 'Würden Sie uns empfehlen?' },
    },
  ],
  caseOwner: 'care@provider.example',
};
