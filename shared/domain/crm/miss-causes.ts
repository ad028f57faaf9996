import type { RegistryEntry } from './registry.ts';

const CAUSES: readonly (readonly [id: string, name: string])[] = [
  ['capacity', 'Too few people or docks for the volume'],
  ['cut-off-missed', 'Released after the carrier’s cut-off'],
  ['damage-in-warehouse', 'Damaged in the warehouse'],
  ['equipment-failure', 'Conveyor, truck or other equipment failed'],
  ['inventory-difference', 'Stock in the system was not on the shelf'],
  ['labelling-error', 'Wrong or missing label or papers'],
  ['late-inbound', 'Goods came in too late'],
  ['late-order-release', 'Order released too late to the floor'],
  ['loading-error', 'Loaded on the wrong truck, or left behind'],
  ['master-data', 'Item, address or routing data wrong'],
  ['packing-error', 'Packed wrongly'],
  ['picking-error', 'Wrong item or quantity picked'],
  ['putaway-delay', 'Received but not put away in time'],
  ['replenishment-delay', 'Pick face not refilled in time'],
  ['carrier-delay', 'Carrier late on the road'],
  ['carrier-no-show', 'Carrier did not come, or came late'],
  ['client-instruction', 'Waited for the client'],
  ['customs', 'Customs or other authority'],
  ['system-outage', 'Outage of a system or interface'],
  ['weather', 'Weather or other force majeure'],
  ['other', 'Other'],
];

/** Internal causes of misses as warehouses call them; a company renames, retires and adds its own. */
export const BUILT_IN_CAUSES: readonly RegistryEntry[] = CAUSES.map(([id, name]) => ({
  id,
  name,
  active: true,
  version: 0,
}));
