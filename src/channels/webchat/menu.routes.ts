import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { conflict, parsed, ProblemError } from '../../platform/problem.ts';
import { filled, renderDelete, renderWelcome } from '../../web/chat/page.ts';
import type { TurnReply } from '../channel.ts';
import { isFromElsewhere, known } from './caller.ts';
import { COMMAND_WORDS, onlyValues } from './chat-request.ts';
import { rawBody, readBody, wantsHtml } from './request-body.ts';
import { backToPage, sendPage } from './respond.ts';
import type { Site } from './site.ts';
import type { View } from './views.ts';
import { WEBCHAT } from './webchat.channel.ts';

/** Longest wait for the exit to be stored; the neutral page opens in any case. */
const EXIT_MS = 1_500;

/** The turn that she had seen. */
const ExitQuery = z.strictObject({
  at: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});
const WordBody = z.strictObject({ word: z.string().max(400) });
const ReturnBody = z.strictObject({ code: z.string().max(100), word: z.string().max(400) });

/** What the page's menu and its exit button do. */
export function menuRoutes(site: Site): Router {
  const { deps, views } = site;
  const router = Router();

  /** Sets the word that opens this chat elsewhere, together with the case code. */
  router.post('/word', rawBody, async (request, response) => {
    const body = readBody(request);
    const conversation = known(site.who(request, { isForm: body.kind === 'form' }));
    const { word } = parsed(WordBody, body.kind === 'form' ? onlyValues(body.fields) : body.value);
    const view = await views.of(request, conversation);
    if (!view) throw conflict('Nothing was written in this chat yet');
    const { words } = site.frame(request, view.history.current.lang);
    // Whoever finds the phone may write here, but must not make a key to what was written before.
    if (view.shown.hides || view.shown.isAway) return refuse(request, response, view, conflict(words.word_hidden));
    const set = await deps.setReturnWord(conversation, word);
    if (!set) {
      const problem = new ProblemError({ status: 422, slug: 'word-length', title: words.word_bad, kept: 'the word that was set before' });
      return refuse(request, response, view, problem);
    }
    if (!wantsHtml(request)) return void response.json({ code: set.code });
    return site.sendChat(request, response, view, { notice: { kind: 'good', text: filled(words.word_done, { code: set.code }) } });
  });

  /** Code and word: opens the chat on another device, or shows here what a pause has hidden. */
  router.post('/return', rawBody, async (request, response) => {
    const body = readBody(request);
    const isForm = body.kind === 'form';
    const caller = site.who(request, { isForm });
    const { code, word } = parsed(ReturnBody, isForm ? onlyValues(body.fields) : body.value);
    const seconds = await deps.limiter.count('return', site.addressOf(request));
    const resumed = seconds > 0 ? ({ state: 'locked' } as const) : await deps.resume(code, word);
    if (resumed.state === 'open') {
      if (caller.isPage) site.open(response, resumed.conversation);
      if (isForm) return backToPage(response);
      return void response.json(caller.isPage ? {} : { token: deps.identities.callerOf(resumed.conversation).token });
    }
    const page = site.frame(request);
    const isLocked = resumed.state === 'locked';
    const text = isLocked ? page.words.return_locked : filled(page.words.return_wrong, { left: resumed.triesLeft });
    const problem = new ProblemError({
      status: isLocked ? 429 : 403,
      slug: `return-${resumed.state}`,
      title: text,
      kept: 'nothing was changed',
    });
    const view = await site.view(request, caller);
    if (view || !wantsHtml(request)) return refuse(request, response, view, problem);
    const welcome = renderWelcome(page, { id: randomUUID(), notice: { kind: 'trouble', text }, returns: true });
    return sendPage(request, response, welcome, problem.fields.status);
  });

  /** Asks once more. */
  router.get('/delete', async (request, response) => {
    const view = await site.view(request, site.who(request));
    if (!view) return backToPage(response);
    return sendPage(request, response, renderDelete(site.frame(request, view.history.current.lang), { id: randomUUID() }));
  });

  router.get('/exit', async (request, response) => {
    await leaveNow(request, response);
    response.status(303).setHeader('Location', site.frame(request).exitUrl).end();
  });

  router.post('/exit', async (request, response) => {
    await leaveNow(request, response);
    response.status(204).end();
  });

  /** A link on another site must not hide her chat: then only the neutral page opens. */
  async function leaveNow(request: Request, response: Response): Promise<void> {
    const { conversation } = site.who(request, { allowForeign: true });
    if (conversation === null || isFromElsewhere(request)) return;
    const { at = 0 } = parsed(ExitQuery, request.query);
    const reply = await storeExit(conversation);
    site.leave(response, reply?.turn ?? at);
  }

  /** The conversation hears that she had to leave; the page is gone whether or not that can be stored in time. */
  async function storeExit(conversation: string): Promise<TurnReply | null> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, EXIT_MS, null);
    });
    const told = deps
      .handleTurn({ channel: WEBCHAT, conversation, externalId: randomUUID(), content: { kind: 'text', text: COMMAND_WORDS.exit } })
      .catch((error: unknown) => {
        deps.log.warn('exit_not_stored', { channel: WEBCHAT, error });
        return null;
      });
    const reply = await Promise.race([told, limit]);
    clearTimeout(timer);
    return reply;
  }

  /** People see their chat with the reason on top, programs a problem. */
  function refuse(request: Request, response: Response, view: View | null, problem: ProblemError): Promise<void> {
    if (!view || !wantsHtml(request)) throw problem;
    const { title: text, status } = problem.fields;
    return site.sendChat(request, response, view, { notice: { kind: 'trouble', text }, status });
  }

  return router;
}
