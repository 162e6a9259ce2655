import type { Facts } from '../rules/types.ts';
import type { Draft } from './draft.ts';
import type { ListenContext } from './listening/heard.ts';
import type { Lang } from './types.ts';

/** Where the conversation stands, for whoever hears a text. Facts are worked out only for a text that depends on them: few do. */
export class Hearing implements ListenContext {
  readonly lang: Lang | null;
  readonly question: string | null;
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.lang = draft.session.lang;
    this.question = draft.session.pending;
    this.#draft = draft;
  }

  get facts(): Facts {
    return this.#draft.facts;
  }

  get stage(): string | null {
    const { stage } = this.facts;
    return typeof stage === 'string' ? stage : null;
  }
}
