import type { RegistryName } from '../../../shared/domain/crm/registry.ts';
import type { ContractOptions } from '../../../shared/domain/contract/contract-schema.ts';

/** A client of the demonstration company, as POST /v1/clients takes it. */
export interface DemoClient {
  readonly clientId: string;
  readonly name: string;
  readonly timeZone: string;
  /** What differs from the default terms. */
  readonly contract?: ContractOptions;
}

/** An entry of a registry, as PUT /v1/registries/{registry}/{id} takes it. */
export interface DemoRegistryEntry {
  readonly registry: RegistryName;
  readonly id: string;
  readonly name: string;
}

type Weights = readonly (readonly [string, number])[];

/** How a client's business goes. */
export interface Profile {
  readonly client: DemoClient;
  readonly orders: number;
  readonly firstOrderNo: number;
  readonly country: string;
  /** Of the contract; some orders abroad are in that country's money. */
  readonly currency: string;
  readonly sites: Weights;
  readonly carriers: Weights;
  /** Share of ordinary orders that go wrong, against the usual share (1). */
  readonly trouble: number;
  /** Of ordinary orders, how many leave late. */
  readonly lateDispatch: number;
  /** Of ordinary orders, how many proofs of delivery come late. */
  readonly latePod: number;
  readonly express: number;
  readonly urgent: number;
  /** Whether orders come in on Saturdays too. */
  readonly saturdays: boolean;
  /** Where some of the orders go that leave the client's own zone. */
  readonly abroad: { readonly country: string; readonly timeZone: string; readonly currency: string };
  /** Shops that its goods go to, which are asked how they were delivered. Without, orders name no consignee. */
  readonly shops?: number;
  /** Without one, the goods only pass through. */
  readonly warehouse?: WarehouseProfile;
}

/** A site where a client's stock lies. */
export interface WarehouseSite {
  readonly siteId: string;
  readonly openingUnits: number;
  /** How often the stock is read. */
  readonly readings: 'working-days' | 'weekly';
  /** Positions counted in a week. */
  readonly positions: number;
}

/** The goods of a client that lie in the warehouse. */
export interface WarehouseProfile {
  readonly receipts: number;
  /** So many of every case of receipts and counts at least. */
  readonly least: number;
  /** What a unit is worth, in minor units. */
  readonly unitValue: number;
  readonly sites: readonly WarehouseSite[];
}

export const REGISTRIES: readonly DemoRegistryEntry[] = [
  { registry: 'site', id: 'hamburg', name: 'Hamburg warehouse (demo)' },
  { registry: 'site', id: 'santos', name: 'Santos warehouse (demo)' },
  { registry: 'site', id: 'ningbo', name: 'Ningbo warehouse (demo)' },
  { registry: 'carrier', id: 'road', name: 'Road carrier (demo)' },
  { registry: 'carrier', id: 'parcel', name: 'Parcel carrier (demo)' },
  { registry: 'carrier', id: 'air', name: 'Air carrier (demo)' },
  { registry: 'service-level', id: 'standard', name: 'Standard (demo)' },
  { registry: 'service-level', id: 'express', name: 'Express (demo)' },
  { registry: 'cause', id: 'dock-congestion', name: 'Lorries queue at the dock (demo)' },
];

const EUROPE = {
  country: 'DE',
  currency: 'EUR',
  sites: [['hamburg', 1]],
  abroad: { country: 'PT', timeZone: 'Europe/Lisbon', currency: 'EUR' },
} as const;
const BRAZIL = {
  country: 'BR',
  currency: 'BRL',
  sites: [['santos', 1]],
  abroad: { country: 'BR', timeZone: 'America/Manaus', currency: 'BRL' },
} as const;
const CHINA = {
  country: 'CN',
  currency: 'CNY',
  sites: [['ningbo', 1]],
  abroad: { country: 'JP', timeZone: 'Asia/Tokyo', currency: 'JPY' },
} as const;

const quality = (trouble: number, lateDispatch: number, latePod: number) =>
  ({ trouble, lateDispatch, latePod }) as const;

/** What most of the clients agreed on; floors are the worst still bearable. */
const TARGETS: ContractOptions['targets'] = {
  'on-time-dispatch': { target: '0.95' },
  'on-time-delivery': { target: '0.95', floor: '0.9', weight: 40 },
  'in-full': { target: '0.96', weight: 20 },
  'pod-on-time': { target: '0.9', floor: '0.8' },
  'damage-frequency': { target: '0.02', floor: '0.04', weight: 10 },
  'complaint-rate': { target: '0.01' },
  'inventory-accuracy': { target: '0.97', weight: 10 },
  'inbound-accuracy': { target: '0.95', minVolume: 10 },
  'outbound-accuracy': { target: '0.985', weight: 20 },
  'receiving-on-time': { target: '0.9', decides: 'gross' },
};

/** The six clients: three zones, different volumes, from very good to in need of talks. */
export const PROFILES: readonly Profile[] = [
  {
    ...EUROPE,
    ...quality(1, 0.04, 0.05),
    client: {
      clientId: 'homeware-demo',
      name: 'Homeware shop (demo)',
      timeZone: 'Europe/Berlin',
      contract: { currency: 'EUR', targets: TARGETS },
    },
    orders: 900,
    firstOrderNo: 100_123,
    shops: 150,
    sites: [
      ['hamburg', 9],
      ['ningbo', 1],
    ],
    carriers: [
      ['road', 5],
      ['parcel', 5],
    ],
    express: 0.2,
    urgent: 0.05,
    saturdays: false,
    warehouse: {
      receipts: 56,
      least: 1,
      unitValue: 1450,
      sites: [
        { siteId: 'hamburg', openingUnits: 42_000, readings: 'working-days', positions: 60 },
        { siteId: 'ningbo', openingUnits: 9_000, readings: 'weekly', positions: 20 },
      ],
    },
  },
  {
    ...BRAZIL,
    ...quality(1.9, 0.12, 0.16),
    client: {
      clientId: 'coffee-demo',
      name: 'Coffee roaster (demo)',
      timeZone: 'America/Sao_Paulo',
      contract: {
        currency: 'BRL',
        targets: TARGETS,
        excuses: { proposeWithinDays: 30, decideWithinDays: 14, silence: 'accepts' },
      },
    },
    orders: 700,
    firstOrderNo: 200_001,
    shops: 150,
    carriers: [
      ['road', 7],
      ['parcel', 2],
      ['air', 1],
    ],
    express: 0.15,
    urgent: 0.06,
    saturdays: false,
    warehouse: {
      receipts: 40,
      least: 0,
      unitValue: 3290,
      sites: [{ siteId: 'santos', openingUnits: 31_000, readings: 'working-days', positions: 45 }],
    },
  },
  {
    ...CHINA,
    ...quality(0.6, 0.02, 0.03),
    client: {
      clientId: 'lamps-demo',
      name: 'Lamp works (demo)',
      timeZone: 'Asia/Shanghai',
      contract: { currency: 'CNY', targets: TARGETS, kpis: { 'inventory-accuracy': { count: 'final' } } },
    },
    orders: 520,
    firstOrderNo: 300_050,
    carriers: [
      ['road', 4],
      ['parcel', 4],
      ['air', 2],
    ],
    express: 0.3,
    urgent: 0.05,
    saturdays: true,
    warehouse: {
      receipts: 40,
      least: 0,
      unitValue: 6800,
      sites: [{ siteId: 'ningbo', openingUnits: 26_000, readings: 'working-days', positions: 50 }],
    },
  },
  {
    ...EUROPE,
    ...quality(0.8, 0.03, 0.08),
    client: {
      clientId: 'bicycle-parts-demo',
      name: 'Bicycle parts (demo)',
      timeZone: 'Europe/Berlin',
      contract: {
        currency: 'EUR',
        targets: TARGETS,
        kpis: { 'pod-on-time': { limits: { image: { hours: 48 }, original: { businessDays: 10 } } } },
      },
    },
    orders: 400,
    firstOrderNo: 410_700,
    carriers: [
      ['road', 3],
      ['parcel', 7],
    ],
    express: 0.25,
    urgent: 0.08,
    saturdays: false,
  },
  {
    ...CHINA,
    ...quality(0.3, 0.01, 0.02),
    client: {
      clientId: 'medical-supplies-demo',
      name: 'Medical supplies (demo)',
      timeZone: 'Asia/Shanghai',
      contract: {
        currency: 'CNY',
        targets: { 'on-time-delivery': { target: '0.98', floor: '0.95' }, otif: { target: '0.98' } },
        kpis: { 'on-time-delivery': { granularity: 'minute' } },
      },
    },
    orders: 280,
    firstOrderNo: 520_300,
    carriers: [
      ['parcel', 4],
      ['air', 6],
    ],
    express: 0.6,
    urgent: 0.15,
    saturdays: true,
  },
  {
    ...BRAZIL,
    ...quality(1.3, 0.08, 0.12),
    client: {
      clientId: 'machine-parts-demo',
      name: 'Machine parts (demo)',
      timeZone: 'America/Sao_Paulo',
      contract: { currency: 'BRL', minVolume: 30 },
    },
    orders: 200,
    firstOrderNo: 600_010,
    // The second one is in no registry: its orders count under the carrier `unknown`.
    carriers: [
      ['road', 8],
      ['river-barge', 2],
    ],
    express: 0.1,
    urgent: 0.04,
    saturdays: false,
  },
];
