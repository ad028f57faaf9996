import { demoContacts } from './shops.ts';
import { expectDone, type Target } from './api.ts';
import { PROFILES } from './profiles.ts';

/** Programmes of the demonstration company, as POST /v1/surveys takes them. */

const COMMENTS = {
  id: 'comments',
  method: 'text',
  required: false,
  text: {
    en: 'Is there anything you would like to add?',
    de: 'Möchten Sie noch etwas hinzufügen?',
    'pt-BR': 'Gostaria de acrescentar algo?',
    'zh-CN': '您还有什么想补充的吗？',
  },
} as const;

const RECOMMEND = {
  id: 'recommend',
  method: 'nps',
  text: {
    en: 'How likely are you to recommend us to a colleague?',
    de: 'Wie wahrscheinlich ist es, dass Sie uns einer Kollegin oder einem Kollegen empfehlen?',
    'pt-BR': 'Qual a probabilidade de você nos recomendar a um colega?',
    'zh-CN': '您向同事推荐我们的可能性有多大？',
  },
} as const;

const THANKS = {
  en: 'Thank you. Your answer reached the people who run your deliveries.',
  de: 'Vielen Dank. Ihre Antwort ist bei denen angekommen, die Ihre Lieferungen verantworten.',
  'pt-BR': 'Obrigado. Sua resposta chegou a quem cuida das suas entregas.',
  'zh-CN': '谢谢。您的回答已送达负责您配送的人员。',
};

/** Begins waves of its own accord at ten; the demonstration begins one at once. */
export const AFTER_DELIVERY = {
  programmeId: 'after-delivery',
  name: 'After a delivery (demo)',
  kind: 'transactional',
  clients: PROFILES.filter(({ shops }) => shops !== undefined).map(({ client }) => client.clientId),
  schedule: { every: 'day', time: '10:00', timeZone: 'Europe/Berlin' },
  audience: 'consignee',
  delayHours: 0,
  reminderAfterDays: 5,
  openDays: 21,
  caseOwner: 'service@tallyman.example',
  subject: {
    en: 'How did your delivery go?',
    de: 'Wie ist Ihre Lieferung angekommen?',
    'pt-BR': 'Como foi a sua entrega?',
    'zh-CN': '您的这次配送还满意吗？',
  },
  intro: {
    en: 'You have just received goods that we carried. Two questions, one minute.',
    de: 'Sie haben gerade Ware erhalten, die wir befördert haben. Zwei Fragen, eine Minute.',
    'pt-BR': 'Você acabou de receber mercadorias transportadas por nós. Duas perguntas, um minuto.',
    'zh-CN': '您刚刚收到了由我们承运的货物。两个问题，一分钟。',
  },
  thanks: THANKS,
  questions: [
    {
      id: 'satisfied',
      method: 'csat',
      scale: 5,
      text: {
        en: 'How satisfied are you with this delivery?',
        de: 'Wie zufrieden sind Sie mit dieser Lieferung?',
        'pt-BR': 'Qual é o seu grau de satisfação com esta entrega?',
        'zh-CN': '您对这次配送的满意程度如何？',
      },
    },
    RECOMMEND,
    COMMENTS,
  ],
} as const;

const RELATIONSHIP = {
  programmeId: 'quarterly',
  name: 'Every quarter (demo)',
  kind: 'relationship',
  clients: PROFILES.map(({ client }) => client.clientId),
  schedule: { every: 'quarter', day: 5, time: '09:00', timeZone: 'Europe/Berlin' },
  reminderAfterDays: 7,
  openDays: 30,
  caseOwner: 'service@tallyman.example',
  subject: {
    en: 'How are we doing?',
    de: 'Wie machen wir unsere Arbeit?',
    'pt-BR': 'Como estamos indo?',
    'zh-CN': '我们做得怎么样？',
  },
  intro: {
    en: 'Once a quarter we ask the people we work for.',
    de: 'Einmal im Quartal fragen wir die Menschen, für die wir arbeiten.',
    'pt-BR': 'Uma vez por trimestre perguntamos às pessoas para quem trabalhamos.',
    'zh-CN': '我们每季度询问一次我们所服务的客户。',
  },
  thanks: THANKS,
  questions: [
    RECOMMEND,
    {
      id: 'easy',
      method: 'ces',
      scale: 7,
      text: {
        en: 'It is easy to work with us.',
        de: 'Die Zusammenarbeit mit uns ist einfach.',
        'pt-BR': 'É fácil trabalhar conosco.',
        'zh-CN': '与我们合作很方便。',
      },
    },
    COMMENTS,
  ],
} as const;

const CREATED = 201;
const CONFLICT = 409;

/**
 * Makes contacts and programmes. To be called before any order is there: a delivery is asked about where a programme is
 * active when it is recorded.
 */
export async function sendProgrammes(target: Target): Promise<void> {
  const token = target.adminToken;
  const send = (path: string, body: object, done: readonly number[]) =>
    expectDone(target, { method: 'POST', path, token, body: JSON.stringify(body) }, done);
  await Promise.all(
    [...demoContacts].map(([clientId, contacts]) =>
      send(`/v1/clients/${clientId}/contacts/import`, { contacts }, [200]),
    ),
  );
  for (const programme of [AFTER_DELIVERY, RELATIONSHIP])
    await send('/v1/surveys', programme, [CREATED, CONFLICT]);
}
