import type { Profile } from '../../src/families/index.ts';

/** Nothing is known that would keep a message back. */
export const EMPTY: Profile = { lang: null, quiet: false, loss: false, stopped: false, safe: null, way: null, number: null };
