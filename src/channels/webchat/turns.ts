import { randomUUID } from 'node:crypto';
import { inTime } from '../../platform/in-time.ts';
import { ProblemError } from '../../platform/problem.ts';
import type { InboundContent, TurnReply } from '../channel.ts';
import type { Caller } from './caller.ts';
import { type ChatAsk, wordsOf } from './chat-request.ts';
import type { UnsavedHelp, WebchatDeps } from './ports.ts';
import { WEBCHAT } from './webchat.channel.ts';

/** Longest that she waits to hear whether her message is kept; the whole answer is hers within 3 s. */
const PATIENCE_MS = 2_300;

/** Nothing of a message was kept, as far as we know; the same message may be sent again. */
export class NotSavedProblem extends ProblemError {
  /** She wants the screen hidden. */
  readonly hides: boolean;

  constructor(help: UnsavedHelp | null, options: { readonly cause: unknown }) {
    super(notSaved(help), options);
    this.hides = help?.hides ?? false;
  }
}

const notSaved = (help: UnsavedHelp | null): ConstructorParameters<typeof ProblemError>[0] => ({
  status: 503,
  slug: 'not-saved',
  title: 'Not saved, please send again',
  detail: 'If it is urgent: 119 or 112.',
  kept: 'nothing of this message',
  headers: { 'Retry-After': '2' },
  ...(help && help.messages.length > 0 ? { messages: help.messages } : {}),
});

const tooFast = (seconds: number): ProblemError =>
  new ProblemError({
    status: 429,
    slug: 'too-many-messages',
    title: `Please send this again in ${seconds} seconds`,
    detail: 'If it is urgent: 119 or 112.',
    kept: 'nothing of this message',
    headers: { 'Retry-After': String(seconds) },
  });

const tooOld = (): ProblemError =>
  new ProblemError({
    status: 401,
    slug: 'unknown-token',
    title: 'This first message is too old to be sent again without its token',
    kept: 'the conversation that it began',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

export interface Taken {
  readonly reply: TurnReply;
  readonly token: string;
  /** The sender had no token before. */
  readonly began: boolean;
}

/** Takes messages of the page and of programs into the conversation. */
export function createTurns(deps: Pick<WebchatDeps, 'handleTurn' | 'identities' | 'limiter' | 'isUrgent' | 'whenUnsaved' | 'log'>) {
  const { handleTurn, identities, limiter, isUrgent, whenUnsaved, log } = deps;

  /** Danger is never held back; all else waits when there is too much of it. */
  const admit = async (ask: ChatAsk, { conversation }: Caller, address: string): Promise<void> => {
    const waits = await Promise.all([
      conversation === null ? limiter.count('begin', address) : limiter.count('message', conversation),
      limiter.count('address', address),
    ]);
    const seconds = Math.max(...waits);
    if (seconds > 0 && !isUrgent(wordsOf(ask))) throw tooFast(seconds);
  };

  const begin = async (id: string, isPage: boolean): Promise<{ conversation: string; token: string }> => {
    const first = await identities.ofFirstMessage(WEBCHAT, id);
    if (first) return first;
    // Her browser lost the cookie and shows an old form: she is heard in a new conversation.
    const anew = isPage ? await identities.ofFirstMessage(WEBCHAT, randomUUID()) : null;
    if (!anew) throw tooOld();
    return anew;
  };

  /** What it says to the conversation. An empty first message is one as well: sent again, it has the same answer. */
  const contentOf = ({ content, lang }: ChatAsk, began: boolean): InboundContent => {
    if (content) return content;
    return began ? { kind: 'text', text: '', ...(lang ? { lang } : {}) } : { kind: 'start', lang: null };
  };

  const store = async (ask: ChatAsk, caller: Caller, address: string): Promise<Taken> => {
    await admit(ask, caller, address);
    const began = caller.conversation === null;
    const { conversation, token } =
      caller.conversation === null ? await begin(ask.id, caller.isPage) : identities.callerOf(caller.conversation);
    const reply = await handleTurn({
      channel: WEBCHAT,
      conversation,
      externalId: ask.id,
      content: contentOf(ask, began),
      ...(ask.seen === undefined ? {} : { seen: ask.seen }),
    });
    return { reply, token, began };
  };

  return {
    /** Throws `ProblemError`: 401, 429, or `NotSavedProblem` (503) when it is not known in time to be durable. */
    async take(ask: ChatAsk, caller: Caller, address: string): Promise<Taken> {
      try {
        return await inTime(PATIENCE_MS, store(ask, caller, address));
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        log.warn('turn_not_saved', { channel: WEBCHAT, error });
        const unsaved = { messageId: ask.id, conversation: caller.conversation, text: wordsOf(ask), lang: ask.lang ?? null };
        throw new NotSavedProblem((await whenUnsaved?.(unsaved)) ?? null, { cause: error });
      }
    },
  };
}
