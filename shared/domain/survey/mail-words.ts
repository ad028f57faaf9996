import type { UiLanguage } from './languages.ts';

/** The product's own words in survey mails; subject and introduction are the programme's. */
export interface MailWords {
  readonly reminderSubject: (subject: string) => string;
  readonly reminder: string;
  readonly aboutOrder: (orderNo: string) => string;
  /** On the button. */
  readonly answer: string;
  readonly openUntil: (time: string) => string;
  readonly anonymous: string;
  /** Why the person gets the mail. */
  readonly why: string;
  readonly unsubscribe: string;
}

export const MAIL_WORDS: Readonly<Record<UiLanguage, MailWords>> = {
  en: {
    reminderSubject: (subject) => `Reminder: ${subject}`,
    reminder: 'We have not heard from you yet. This is the only reminder.',
    aboutOrder: (orderNo) => `It is about your order ${orderNo}.`,
    answer: 'Answer the questions',
    openUntil: (time) => `You can answer until ${time}.`,
    anonymous: 'Your answers are anonymous: they are kept without your name, your address and the time.',
    why: 'You get this mail because you agreed to be asked by mail how satisfied you are.',
    unsubscribe: 'No more surveys to this address',
  },
  'zh-CN': {
    reminderSubject: (subject) => `提醒：${subject}`,
    reminder: '我们尚未收到您的回复。这是唯一一次提醒。',
    aboutOrder: (orderNo) => `本次调查涉及您的订单 ${orderNo}。`,
    answer: '填写问卷',
    openUntil: (time) => `您可以在 ${time} 之前填写。`,
    anonymous: '您的回答是匿名的：保存时不含您的姓名、地址和时间。',
    why: '您收到此邮件，是因为您同意我们通过邮件询问您的满意度。',
    unsubscribe: '不再向此地址发送调查问卷',
  },
  de: {
    reminderSubject: (subject) => `Erinnerung: ${subject}`,
    reminder: 'Wir haben noch keine Antwort von Ihnen. Dies ist die einzige Erinnerung.',
    aboutOrder: (orderNo) => `Es geht um Ihren Auftrag ${orderNo}.`,
    answer: 'Fragen beantworten',
    openUntil: (time) => `Sie können bis ${time} antworten.`,
    anonymous: 'Ihre Antworten sind anonym: Sie werden ohne Namen, Adresse und Zeitpunkt gespeichert.',
    why: 'Sie erhalten diese Mail, weil Sie zugestimmt haben, per Mail nach Ihrer Zufriedenheit gefragt zu werden.',
    unsubscribe: 'Keine Umfragen mehr an diese Adresse',
  },
  'pt-BR': {
    reminderSubject: (subject) => `Lembrete: ${subject}`,
    reminder: 'Ainda não recebemos a sua resposta. Este é o único lembrete.',
    aboutOrder: (orderNo) => `Trata-se do seu pedido ${orderNo}.`,
    answer: 'Responder às perguntas',
    openUntil: (time) => `Você pode responder até ${time}.`,
    anonymous: 'As suas respostas são anônimas: são guardadas sem o seu nome, o seu endereço e o horário.',
    why: 'Você recebe este e-mail porque concordou em ser consultado por e-mail sobre a sua satisfação.',
    unsubscribe: 'Não quero mais pesquisas neste endereço',
  },
};
