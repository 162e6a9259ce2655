import type { Router } from 'express';
import type { Redis } from 'ioredis';
import type { HandleTurn } from '../channels/channel.ts';
import { createChatLimiter, loadPageWords, type WebchatDeps, webchatRoutes } from '../channels/webchat/webchat.routes.ts';
import type { Content } from '../content.ts';
import { admit, helpWithoutMemory } from '../conversation/index.ts';
import type { Families } from '../families/index.ts';
import type { Inbox } from '../inbox/index.ts';
import type { MessagesService } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import { inTime } from '../platform/in-time.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { UnsavedAlerts } from '../referrals/index.ts';

export interface ChatRoutesDeps {
  /** The project's folder: the words of the page are below it. */
  readonly root: string;
  readonly content: Content;
  /** Through the hub. */
  readonly web: { readonly handleTurn: HandleTurn; readonly channel: { readonly name: string } };
  readonly inbox: Pick<Inbox, 'history' | 'identities'>;
  readonly families: Pick<Families, 'setReturnWord' | 'resume'>;
  readonly messages: Pick<MessagesService, 'pendingFor' | 'markSeen'>;
  readonly unsavedAlerts: Pick<UnsavedAlerts, 'keep'>;
  readonly metrics: Pick<Metrics, 'turnSeconds' | 'turns'>;
  readonly redis: Redis;
  readonly hmac: Hmac;
  readonly clock: Clock;
  readonly log: Log;
  /** Behind TLS. */
  readonly secure: boolean;
}

/** Longest that a page is looked up for. */
const LOOK_MS = 2_500;
/** Longest that a danger is written to the disk before she has her answer. */
const KEEP_MS = 300;

/** The family's page with all that it needs of the slices. */
export function chatRoutes(deps: ChatRoutesDeps): Router {
  const { root, content, web, inbox, families, messages, unsavedAlerts, metrics, redis, hmac, clock, log, secure } = deps;
  const { program, locales } = content;

  const handleTurn: HandleTurn = async (inbound) => {
    const end = metrics.turnSeconds.startTimer();
    const reply = await web.handleTurn(inbound);
    end();
    metrics.turns.inc({ channel: inbound.channel });
    return reply;
  };

  const whenUnsaved: WebchatDeps['whenUnsaved'] = async ({ text, lang, conversation, messageId }) => {
    const help = helpWithoutMemory(program, text, lang, clock.now().toISOString());
    if (help?.isEmergency) {
      const cry = {
        rules: help.rules,
        lang: help.lang,
        channel: web.channel.name,
        conversation: conversation ?? inbox.identities.firstOf(web.channel.name, messageId),
      };
      await inTime(KEEP_MS, unsavedAlerts.keep(cry)).catch((error: unknown) => log.error('unsaved_alert_not_kept', { error }));
    }
    return help && { messages: help.messages, hides: help.hides };
  };

  return webchatRoutes({
    handleTurn,
    history: (conversation) => inTime(LOOK_MS, inbox.history(conversation)),
    identities: inbox.identities,
    setReturnWord: families.setReturnWord,
    resume: families.resume,
    deliveries: { pending: (conversation) => inTime(LOOK_MS, messages.pendingFor(conversation)), seen: messages.markSeen },
    whenUnsaved,
    isUrgent: (text) => program.listen(admit(text).text, { lang: null, question: null, stage: null, facts: {} }).safety.length > 0,
    limiter: createChatLimiter({ redis, hmac, log }),
    hmac,
    clock,
    log,
    secureCookies: secure,
    languages: program.langs.map((lang) => ({
      lang,
      name: program.texts.say(lang, 'language_name'),
      draft: locales.get(lang)?.status === 'draft',
    })),
    words: loadPageWords(root),
  });
}
