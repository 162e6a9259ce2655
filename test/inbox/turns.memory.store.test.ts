import { createMemoryTurns } from '../../src/inbox/turns.memory.store.ts';
import { turnsConformance } from './turns-conformance.ts';

const shared = createMemoryTurns();
turnsConformance('memory', () => shared);
