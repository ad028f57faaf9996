export { createMemoryDocuments, type MemoryDocuments } from './memory-documents.ts';
export { Killed, withFaults, type Fault, type FaultPlan, type FaultyDocuments } from './faults.ts';
export { runInTurns, seededRandom, type Turn } from './turns.ts';
