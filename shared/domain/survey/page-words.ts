import type { UiLanguage } from './languages.ts';
import type { ScoredMethod } from './question.ts';
import { MAX_TEXT_CHARACTERS, type AnswerFault, type ContactFault } from './read-answers.ts';

interface Message {
  readonly title: string;
  readonly text: string;
}

/** The product's own words of the pages that answers and unsubscriptions are given on. */
export interface PageWords {
  /** Names the links that change it. */
  readonly language: string;
  readonly order: (orderNo: string) => string;
  /** Who sees the answers. */
  readonly named: string;
  readonly anonymous: string;
  readonly required: string;
  readonly ends: Readonly<Record<ScoredMethod, { readonly low: string; readonly high: string }>>;
  readonly textLimit: string;
  readonly send: string;
  /** Before the title of a page with something wrong: what a screen reader says first. */
  readonly error: string;
  readonly wrong: string;
  readonly faults: Readonly<Record<AnswerFault, string>>;
  readonly contact: {
    readonly legend: string;
    readonly tick: string;
    readonly address: string;
    readonly hint: string;
  };
  readonly contactFaults: Readonly<Record<ContactFault, string>>;
  /** What is right so far is stored, and the link still works. */
  readonly kept: string;
  readonly thanks: string;
  /** Somebody looks at what went wrong. */
  readonly followedUp: string;
  readonly willContact: string;
  readonly closed: Message;
  readonly unsubscribe: Message & { readonly button: string };
  readonly unsubscribed: Message;
  readonly notGenuine: Message;
  readonly failed: Message;
  readonly refused: Message;
}

const limitIn = (language: UiLanguage): string => new Intl.NumberFormat(language).format(MAX_TEXT_CHARACTERS);

const EN: PageWords = {
  language: 'Language',
  order: (orderNo) => `This is about your order ${orderNo}.`,
  named:
    'Your answers are kept together with your name, so that we can act on what you tell us. Only we see them.',
  anonymous:
    'Your answers are anonymous: neither your name nor the time of your answer is kept with them. Please name no one in your texts.',
  required: 'required',
  ends: {
    nps: { low: 'not at all likely', high: 'extremely likely' },
    csat: { low: 'very dissatisfied', high: 'very satisfied' },
    ces: { low: 'strongly disagree', high: 'strongly agree' },
  },
  textLimit: `Up to ${limitIn('en')} characters.`,
  send: 'Send answers',
  error: 'Error',
  wrong: 'Please look at these questions again',
  faults: {
    missing: 'Please answer this question.',
    several: 'Please choose one answer only.',
    'not-on-scale': 'Please choose a point of the scale.',
    'no-such-option': 'Please choose one of the options.',
    'too-long': `Your text is too long. Please shorten it to ${limitIn('en')} characters.`,
  },
  contact: {
    legend: 'Shall we contact you?',
    tick: 'Yes, please contact me',
    address: 'Your mail address or phone number',
    hint: 'Only if you wish. It is kept apart from your answers.',
  },
  contactFaults: {
    'no-address': 'Please give a mail address or a phone number, or take the tick away.',
    'no-such-address':
      'Please write a mail address like name@example.com, or a phone number like +49 40 123456.',
    'not-asked': 'Please tick the box if we shall contact you, or clear the address.',
  },
  kept: 'What you have answered so far is kept. You can also come back to it later with the same link.',
  thanks: 'Thank you',
  followedUp: 'We are sorry that we did not meet your expectations. One of us will look into it.',
  willContact: 'We will contact you, as you asked.',
  closed: {
    title: 'This survey is not open',
    text: 'The link has expired, has been used already, or is not complete. If you have answered already: thank you, your answers have arrived.',
  },
  unsubscribe: {
    title: 'No more surveys?',
    text: 'We will send no more surveys to your mail address. Mails about your orders are not affected.',
    button: 'Unsubscribe',
  },
  unsubscribed: {
    title: 'You are unsubscribed',
    text: 'We will send no more surveys to your mail address.',
  },
  notGenuine: {
    title: 'This link does not work',
    text: 'It is not complete. Please open it once more from the mail, or copy it as a whole.',
  },
  failed: {
    title: 'That did not work',
    text: 'The mistake is on our side. Please go back and try again in a few minutes.',
  },
  refused: {
    title: 'That could not be read',
    text: 'What was sent is too large or has another form than this page sends. Please go back and try again.',
  },
};

const DE: PageWords = {
  language: 'Sprache',
  order: (orderNo) => `Es geht um Ihren Auftrag ${orderNo}.`,
  named:
    'Ihre Antworten werden mit Ihrem Namen gespeichert, damit wir uns darum kümmern können. Nur wir sehen sie.',
  anonymous:
    'Ihre Antworten sind anonym: Weder Ihr Name noch die Zeit Ihrer Antwort wird dazu gespeichert. Bitte nennen Sie in Ihren Texten niemanden beim Namen.',
  required: 'erforderlich',
  ends: {
    nps: { low: 'überhaupt nicht wahrscheinlich', high: 'äußerst wahrscheinlich' },
    csat: { low: 'sehr unzufrieden', high: 'sehr zufrieden' },
    ces: { low: 'stimme gar nicht zu', high: 'stimme voll zu' },
  },
  textLimit: `Bis zu ${limitIn('de')} Zeichen.`,
  send: 'Antworten senden',
  error: 'Fehler',
  wrong: 'Bitte sehen Sie sich diese Fragen noch einmal an',
  faults: {
    missing: 'Bitte beantworten Sie diese Frage.',
    several: 'Bitte wählen Sie nur eine Antwort.',
    'not-on-scale': 'Bitte wählen Sie einen Punkt der Skala.',
    'no-such-option': 'Bitte wählen Sie eine der Antworten.',
    'too-long': `Ihr Text ist zu lang. Bitte kürzen Sie ihn auf ${limitIn('de')} Zeichen.`,
  },
  contact: {
    legend: 'Sollen wir uns bei Ihnen melden?',
    tick: 'Ja, bitte melden Sie sich bei mir',
    address: 'Ihre E-Mail-Adresse oder Telefonnummer',
    hint: 'Nur wenn Sie möchten. Sie wird getrennt von Ihren Antworten gespeichert.',
  },
  contactFaults: {
    'no-address':
      'Bitte geben Sie eine E-Mail-Adresse oder Telefonnummer an, oder nehmen Sie das Häkchen weg.',
    'no-such-address':
      'Bitte schreiben Sie eine E-Mail-Adresse wie name@example.com oder eine Telefonnummer wie +49 40 123456.',
    'not-asked':
      'Bitte setzen Sie das Häkchen, wenn wir uns melden sollen, oder leeren Sie das Feld mit der Adresse.',
  },
  kept: 'Was Sie bisher beantwortet haben, ist gespeichert. Sie können auch später mit demselben Link weitermachen.',
  thanks: 'Vielen Dank',
  followedUp:
    'Es tut uns leid, dass wir Ihre Erwartungen nicht erfüllt haben. Jemand von uns geht der Sache nach.',
  willContact: 'Wir melden uns bei Ihnen, wie Sie es wünschen.',
  closed: {
    title: 'Diese Umfrage ist nicht offen',
    text: 'Der Link ist abgelaufen, schon benutzt oder unvollständig. Falls Sie schon geantwortet haben: vielen Dank, Ihre Antworten sind angekommen.',
  },
  unsubscribe: {
    title: 'Keine Umfragen mehr?',
    text: 'Wir senden keine Umfragen mehr an Ihre E-Mail-Adresse. E-Mails zu Ihren Aufträgen sind davon nicht betroffen.',
    button: 'Abmelden',
  },
  unsubscribed: {
    title: 'Sie sind abgemeldet',
    text: 'Wir senden keine Umfragen mehr an Ihre E-Mail-Adresse.',
  },
  notGenuine: {
    title: 'Dieser Link funktioniert nicht',
    text: 'Er ist unvollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie ihn ganz.',
  },
  failed: {
    title: 'Das hat nicht geklappt',
    text: 'Der Fehler liegt bei uns. Bitte gehen Sie zurück und versuchen Sie es in ein paar Minuten noch einmal.',
  },
  refused: {
    title: 'Das war nicht lesbar',
    text: 'Was gesendet wurde, ist zu groß oder hat eine andere Form, als diese Seite sie sendet. Bitte gehen Sie zurück und versuchen Sie es noch einmal.',
  },
};

const ZH: PageWords = {
  language: '语言',
  order: (orderNo) => `本次调查涉及您的订单 ${orderNo}。`,
  named: '您的回答会与您的姓名一同保存，以便我们跟进处理。只有我们可以看到。',
  anonymous: '您的回答是匿名的：我们不会保存您的姓名和回答时间。请不要在文字中写出任何人的姓名。',
  required: '必填',
  ends: {
    nps: { low: '完全不可能', high: '极有可能' },
    csat: { low: '非常不满意', high: '非常满意' },
    ces: { low: '非常不同意', high: '非常同意' },
  },
  textLimit: `最多 ${limitIn('zh-CN')} 个字符。`,
  send: '提交回答',
  error: '错误',
  wrong: '请再看一下这些问题',
  faults: {
    missing: '请回答这个问题。',
    several: '请只选择一个答案。',
    'not-on-scale': '请在量表上选择一个分值。',
    'no-such-option': '请选择其中一个选项。',
    'too-long': `文字过长，请缩短到 ${limitIn('zh-CN')} 个字符以内。`,
  },
  contact: {
    legend: '需要我们与您联系吗？',
    tick: '是的，请与我联系',
    address: '您的电子邮箱或电话号码',
    hint: '自愿填写，与您的回答分开保存。',
  },
  contactFaults: {
    'no-address': '请填写电子邮箱或电话号码，或取消勾选。',
    'no-such-address': '请填写类似 name@example.com 的电子邮箱，或类似 +86 21 1234567 的电话号码。',
    'not-asked': '如需我们联系您，请勾选；否则请清空联系方式。',
  },
  kept: '您已填写的内容已经保存，稍后也可以用同一链接继续填写。',
  thanks: '谢谢',
  followedUp: '很抱歉未能达到您的期望，我们会有专人跟进。',
  willContact: '我们会按您的要求与您联系。',
  closed: {
    title: '此调查未开放',
    text: '链接已过期、已使用或不完整。如果您已经回答过：谢谢，您的回答已经收到。',
  },
  unsubscribe: {
    title: '不再接收调查？',
    text: '我们将不再向您的邮箱发送调查。有关您订单的邮件不受影响。',
    button: '退订',
  },
  unsubscribed: { title: '您已退订', text: '我们将不再向您的邮箱发送调查。' },
  notGenuine: { title: '此链接无效', text: '链接不完整。请从邮件中重新打开，或完整复制链接。' },
  failed: { title: '未能完成', text: '问题出在我们这边。请返回，几分钟后再试。' },
  refused: { title: '无法读取', text: '发送的内容过大，或格式与本页面不符。请返回重试。' },
};

const PT: PageWords = {
  language: 'Idioma',
  order: (orderNo) => `Esta pesquisa é sobre o seu pedido ${orderNo}.`,
  named:
    'Suas respostas são guardadas com o seu nome, para que possamos agir. Somente nós temos acesso a elas.',
  anonymous:
    'Suas respostas são anônimas: nem o seu nome nem o horário da resposta são guardados com elas. Por favor, não cite nomes nos textos.',
  required: 'obrigatória',
  ends: {
    nps: { low: 'nada provável', high: 'extremamente provável' },
    csat: { low: 'muito insatisfeito', high: 'muito satisfeito' },
    ces: { low: 'discordo totalmente', high: 'concordo totalmente' },
  },
  textLimit: `Até ${limitIn('pt-BR')} caracteres.`,
  send: 'Enviar respostas',
  error: 'Erro',
  wrong: 'Por favor, reveja estas perguntas',
  faults: {
    missing: 'Por favor, responda a esta pergunta.',
    several: 'Por favor, escolha apenas uma resposta.',
    'not-on-scale': 'Por favor, escolha um ponto da escala.',
    'no-such-option': 'Por favor, escolha uma das opções.',
    'too-long': `O seu texto é longo demais. Por favor, reduza-o para ${limitIn('pt-BR')} caracteres.`,
  },
  contact: {
    legend: 'Devemos entrar em contato com você?',
    tick: 'Sim, por favor, entrem em contato comigo',
    address: 'Seu e-mail ou telefone',
    hint: 'Somente se você quiser. É guardado à parte das suas respostas.',
  },
  contactFaults: {
    'no-address': 'Por favor, informe um e-mail ou telefone, ou desmarque a opção.',
    'no-such-address':
      'Por favor, escreva um e-mail como name@example.com ou um telefone como +55 11 1234 5678.',
    'not-asked': 'Por favor, marque a opção se devemos entrar em contato, ou apague o e-mail ou telefone.',
  },
  kept: 'O que você já respondeu está guardado. Você também pode continuar mais tarde com o mesmo link.',
  thanks: 'Obrigado',
  followedUp: 'Lamentamos não ter atendido às suas expectativas. Alguém da nossa equipe vai cuidar disso.',
  willContact: 'Entraremos em contato, como você pediu.',
  closed: {
    title: 'Esta pesquisa não está aberta',
    text: 'O link expirou, já foi usado ou está incompleto. Se você já respondeu: obrigado, as suas respostas chegaram.',
  },
  unsubscribe: {
    title: 'Não quer mais pesquisas?',
    text: 'Não enviaremos mais pesquisas para o seu e-mail. E-mails sobre os seus pedidos não são afetados.',
    button: 'Cancelar inscrição',
  },
  unsubscribed: {
    title: 'Inscrição cancelada',
    text: 'Não enviaremos mais pesquisas para o seu e-mail.',
  },
  notGenuine: {
    title: 'Este link não funciona',
    text: 'Ele está incompleto. Por favor, abra-o novamente a partir do e-mail ou copie-o por inteiro.',
  },
  failed: {
    title: 'Não deu certo',
    text: 'O erro é nosso. Por favor, volte e tente de novo em alguns minutos.',
  },
  refused: {
    title: 'Não foi possível ler',
    text: 'O que foi enviado é grande demais ou tem outra forma que a desta página. Por favor, volte e tente de novo.',
  },
};

export const PAGE_WORDS: Readonly<Record<UiLanguage, PageWords>> = {
  en: EN,
  'zh-CN': ZH,
  de: DE,
  'pt-BR': PT,
};
