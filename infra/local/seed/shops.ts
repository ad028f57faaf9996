import { PROFILES } from './profiles.ts';

/** A contact of the demonstration company, as a row of POST …/contacts/import. */
export interface DemoContact {
  readonly contactId: string;
  readonly name: string;
  readonly mail: string;
  readonly language: string;
  readonly role: 'consignee' | 'decision-maker' | 'operations';
  readonly consent: { readonly mail: 'given' };
}

const GIVEN = { mail: 'given' } as const;
const SHOP_DIGITS = 3;

const shopId = (number: number): string => `shop-${String(number).padStart(SHOP_DIGITS, '0')}`;

/** The shop that an order goes to: the same for the same number, and no draw, so that nothing else moves. */
export const shopOf = (orderNo: string, shops: number): string =>
  shopId((Number(orderNo.replace(/\D/g, '')) % shops) + 1);

/** The languages of the shops: mostly the country's own. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  DE: ['de', 'de', 'de', 'en'],
  BR: ['pt-BR', 'pt-BR', 'pt-BR', 'en'],
  CN: ['zh-CN', 'zh-CN', 'zh-CN', 'en'],
};

const languageOf = (country: string, i: number): string => {
  const spoken = LANGUAGES[country] ?? ['en'];
  return spoken[i % spoken.length] ?? 'en';
};

/** Who is asked at each client: its own people, and the shops where orders name them. No address of them exists. */
export const demoContacts: ReadonlyMap<string, readonly DemoContact[]> = new Map(
  PROFILES.map(({ client: { clientId }, country, shops = 0 }) => {
    const own: DemoContact[] = (['decision-maker', 'operations'] as const).map((role, i) => ({
      contactId: role,
      name: `${role === 'operations' ? 'Shipping desk' : 'Management'} (demo)`,
      mail: `${role}@${clientId}.example`,
      language: languageOf(country, i),
      role,
      consent: GIVEN,
    }));
    const consignees = Array.from({ length: shops }, (_, i): DemoContact => {
      const contactId = shopId(i + 1);
      const mail = `${contactId}@${clientId}.example`;
      return {
        contactId,
        name: `Shop ${String(i + 1)} (demo)`,
        mail,
        language: languageOf(country, i),
        role: 'consignee',
        consent: GIVEN,
      };
    });
    return [clientId, [...own, ...consignees]] as const;
  }),
);
