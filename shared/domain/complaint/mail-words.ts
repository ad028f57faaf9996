import type { UiLanguage } from '../survey/languages.ts';
import type { CaseCategory, CaseKind } from './case.ts';

/** The product's own words in mails to the person behind a case. */
export interface CaseMailWords {
  readonly acknowledgementSubject: (caseId: string) => string;
  readonly received: Readonly<Record<CaseKind, string>>;
  readonly category: Readonly<Record<CaseCategory, string>>;
  /** What was understood. */
  readonly understood: (category: string) => string;
  readonly orders: (orders: string) => string;
  readonly answerBy: (day: string) => string;
  readonly answerSoon: string;
  readonly number: (caseId: string) => string;
  readonly outcomeSubject: (caseId: string) => string;
  readonly lookedInto: Readonly<Record<CaseKind, string>>;
  readonly accepted: (money: string) => string;
  readonly improved: string;
  readonly notSettled: (caseId: string) => string;
}

const EN: CaseMailWords = {
  acknowledgementSubject: (caseId) => `We have it: case ${caseId}`,
  received: {
    complaint: 'We have received your complaint and are looking into it.',
    claim: 'We have received your claim and are looking into it.',
    feedback: 'Thank you for your feedback. We are looking into it.',
  },
  category: {
    'late-delivery': 'late delivery',
    damage: 'damaged goods',
    loss: 'lost goods',
    shortage: 'missing quantity',
    'wrong-goods': 'wrong goods',
    conduct: 'conduct of our people',
    documents: 'documents',
    billing: 'billing',
    survey: 'your answers to our survey',
    other: 'another matter',
  },
  understood: (category) => `We understood it to be about: ${category}.`,
  orders: (orders) => `Orders: ${orders}`,
  answerBy: (day) => `You will hear from us by ${day} at the latest.`,
  answerSoon: 'You will hear from us as soon as we know more.',
  number: (caseId) => `Its number is ${caseId}. Please name it when you write to us.`,
  outcomeSubject: (caseId) => `What came of case ${caseId}`,
  lookedInto: {
    complaint: 'We have looked into your complaint. This is what came of it:',
    claim: 'We have looked into your claim. This is what came of it:',
    feedback: 'We have looked into your feedback. This is what came of it:',
  },
  accepted: (money) => `We accept ${money} of your claim.`,
  improved: 'So that it does not happen again:',
  notSettled: (caseId) =>
    `If this does not settle it for you, tell us the number ${caseId}, and we take it up again.`,
};

const ZH_CN: CaseMailWords = {
  acknowledgementSubject: (caseId) => `我们已收到：受理编号 ${caseId}`,
  received: {
    complaint: '我们已收到您的投诉，正在调查处理。',
    claim: '我们已收到您的索赔，正在调查处理。',
    feedback: '感谢您的反馈，我们正在跟进处理。',
  },
  category: {
    'late-delivery': '送货延误',
    damage: '货物损坏',
    loss: '货物丢失',
    shortage: '数量短缺',
    'wrong-goods': '货物错误',
    conduct: '服务态度',
    documents: '单据问题',
    billing: '账单问题',
    survey: '您对我们问卷的回答',
    other: '其他事项',
  },
  understood: (category) => `我们理解您反映的问题是：${category}。`,
  orders: (orders) => `订单：${orders}`,
  answerBy: (day) => `我们最迟将于 ${day} 答复您。`,
  answerSoon: '一有进展，我们会立即答复您。',
  number: (caseId) => `受理编号为 ${caseId}，与我们联系时请注明。`,
  outcomeSubject: (caseId) => `受理编号 ${caseId} 的处理结果`,
  lookedInto: {
    complaint: '我们已调查您的投诉，处理结果如下：',
    claim: '我们已调查您的索赔，处理结果如下：',
    feedback: '我们已跟进您的反馈，处理结果如下：',
  },
  accepted: (money) => `我们认可的赔偿金额为 ${money}。`,
  improved: '为避免再次发生，我们采取了以下措施：',
  notSettled: (caseId) => `如果您对此结果不满意，请告知编号 ${caseId}，我们将重新处理。`,
};

const DE: CaseMailWords = {
  acknowledgementSubject: (caseId) => `Eingegangen: Vorgang ${caseId}`,
  received: {
    complaint: 'Ihre Beschwerde ist bei uns eingegangen, und wir gehen ihr nach.',
    claim: 'Ihre Forderung ist bei uns eingegangen, und wir prüfen sie.',
    feedback: 'Danke für Ihre Rückmeldung. Wir gehen ihr nach.',
  },
  category: {
    'late-delivery': 'verspätete Lieferung',
    damage: 'beschädigte Ware',
    loss: 'verlorene Ware',
    shortage: 'fehlende Menge',
    'wrong-goods': 'falsche Ware',
    conduct: 'Verhalten unserer Mitarbeiter',
    documents: 'Papiere',
    billing: 'Abrechnung',
    survey: 'Ihre Antworten auf unsere Umfrage',
    other: 'ein anderes Anliegen',
  },
  understood: (category) => `So haben wir Ihr Anliegen verstanden: ${category}.`,
  orders: (orders) => `Aufträge: ${orders}`,
  answerBy: (day) => `Sie hören spätestens am ${day} von uns.`,
  answerSoon: 'Sie hören von uns, sobald wir mehr wissen.',
  number: (caseId) => `Der Vorgang hat die Nummer ${caseId}. Bitte nennen Sie sie, wenn Sie uns schreiben.`,
  outcomeSubject: (caseId) => `Ergebnis zu Vorgang ${caseId}`,
  lookedInto: {
    complaint: 'Wir sind Ihrer Beschwerde nachgegangen. Das ist das Ergebnis:',
    claim: 'Wir haben Ihre Forderung geprüft. Das ist das Ergebnis:',
    feedback: 'Wir sind Ihrer Rückmeldung nachgegangen. Das ist das Ergebnis:',
  },
  accepted: (money) => `Von Ihrer Forderung erkennen wir ${money} an.`,
  improved: 'Damit es nicht wieder vorkommt:',
  notSettled: (caseId) =>
    `Ist die Sache für Sie damit nicht erledigt, nennen Sie uns die Nummer ${caseId}; wir nehmen sie dann wieder auf.`,
};

const PT_BR: CaseMailWords = {
  acknowledgementSubject: (caseId) => `Recebemos: caso ${caseId}`,
  received: {
    complaint: 'Recebemos a sua reclamação e estamos apurando o que aconteceu.',
    claim: 'Recebemos o seu pedido de indenização e o estamos analisando.',
    feedback: 'Obrigado pela sua avaliação. Estamos cuidando do assunto.',
  },
  category: {
    'late-delivery': 'entrega atrasada',
    damage: 'mercadoria avariada',
    loss: 'mercadoria extraviada',
    shortage: 'quantidade faltante',
    'wrong-goods': 'mercadoria errada',
    conduct: 'conduta da nossa equipe',
    documents: 'documentos',
    billing: 'cobrança',
    survey: 'as suas respostas à nossa pesquisa',
    other: 'outro assunto',
  },
  understood: (category) => `Entendemos que se trata de: ${category}.`,
  orders: (orders) => `Pedidos: ${orders}`,
  answerBy: (day) => `Você terá a nossa resposta até ${day}.`,
  answerSoon: 'Você terá a nossa resposta assim que soubermos mais.',
  number: (caseId) => `O número é ${caseId}. Informe-o quando nos escrever.`,
  outcomeSubject: (caseId) => `Resultado do caso ${caseId}`,
  lookedInto: {
    complaint: 'Apuramos a sua reclamação. Este é o resultado:',
    claim: 'Analisamos o seu pedido de indenização. Este é o resultado:',
    feedback: 'Cuidamos do que você nos relatou. Este é o resultado:',
  },
  accepted: (money) => `Aceitamos ${money} do valor pedido.`,
  improved: 'Para que não volte a acontecer:',
  notSettled: (caseId) =>
    `Se para você o assunto não estiver resolvido, informe-nos o número ${caseId} e o retomaremos.`,
};

export const CASE_MAIL_WORDS: Readonly<Record<UiLanguage, CaseMailWords>> = {
  en: EN,
  'zh-CN': ZH_CN,
  de: DE,
  'pt-BR': PT_BR,
};
