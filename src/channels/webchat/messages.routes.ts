import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { inTime } from '../../platform/in-time.ts';
import { parsed, ProblemError } from '../../platform/problem.ts';
import { type ChatPage, filled, renderChat, renderWords } from '../../web/chat/page.ts';
import { type Caller, known } from './caller.ts';
import { askOfForm, askOfJson, type ChatAsk, wordsOf } from './chat-request.ts';
import { linesOf, pageOf, questionFor, saidOf } from './page-view.ts';
import { rawBody, readBody, wantsHtml } from './request-body.ts';
import { backToPage, sendPage } from './respond.ts';
import type { Site } from './site.ts';
import { createTurns, NotSavedProblem, type Taken } from './turns.ts';
import { WEBCHAT } from './webchat.channel.ts';

const After = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});

/** Longest that the page is looked up for a message that was not kept: the same trouble may keep it away. */
const VIEW_MS = 300;

const EMPTY: Omit<ChatPage, 'id' | 'turn'> = {
  said: [],
  question: null,
  progress: 0,
  hides: false,
  waits: false,
  begins: false,
  idleIn: null,
  deliveries: [],
};

/** `POST` and `GET /chat/messages` of the contract. */
export function messageRoutes(site: Site): Router {
  const { deps, views } = site;
  const turns = createTurns(deps);
  const router = Router();

  router.post('/messages', rawBody, async (request, response) => {
    const body = readBody(request);
    const isForm = body.kind === 'form';
    const caller = site.who(request, { isForm });
    const ask = isForm ? askOfForm(body.fields) : askOfJson(body.value);
    try {
      const taken = await turns.take(ask, caller, site.addressOf(request));
      if (caller.isPage) site.remember(response, taken);
      if (!isForm) response.json(replyBody(taken, caller.isPage));
      else if (taken.reply.forgotten) await sendFarewell(request, response, taken);
      else backToPage(response);
    } catch (error) {
      const isHers = error instanceof ProblemError && (error.fields.status === 503 || error.fields.status === 429);
      if (!isHers || !isForm || !wantsHtml(request)) throw error;
      await sendUnsent(request, response, { caller, ask, problem: error });
    }
  });

  router.get('/messages', async (request, response) => {
    const { after = 0 } = parsed(After, request.query);
    const conversation = known(site.who(request));
    const view = await views.of(request, conversation);
    if (!view) {
      response.json({ turn: 0, messages: [], question: null, progress: 0, ended: true, hidden: false, away: false });
      return;
    }
    const { history, shown, deliveries } = view;
    const { isAway } = shown;
    const { turn, question, progress, ended, lang } = history.current;
    response.json({
      turn,
      messages: isAway ? [] : linesOf(view, site.frame(request, lang), after),
      question: isAway ? null : questionFor(question, true),
      progress,
      ended,
      hidden: shown.hides,
      away: isAway,
    });
    if (!isAway) await views.markSeen(request, conversation, deliveries);
  });

  /** All is erased: it is said here and now, for there is no page to come back to. */
  async function sendFarewell(request: Request, response: Response, { reply }: Taken): Promise<void> {
    const page = site.frame(request, reply.lang);
    await sendPage(request, response, renderWords(page, { said: saidOf(reply.messages), next: page.words.go_on }));
  }

  /** The page again, with what she wrote still in it, under the same id. */
  async function sendUnsent(
    request: Request,
    response: Response,
    sent: { caller: Caller; ask: ChatAsk; problem: ProblemError },
  ): Promise<void> {
    const { caller, ask, problem } = sent;
    if (problem instanceof NotSavedProblem && problem.hides) {
      response.status(303).setHeader('Location', site.frame(request).exitUrl).end();
      return;
    }
    const view = await inTime(VIEW_MS, site.view(request, caller)).catch((error: unknown) => {
      deps.log.warn('view_failed', { channel: WEBCHAT, error });
      return null;
    });
    const page = site.frame(request, view?.history.current.lang ?? ask.lang);
    const { status, headers = {} } = problem.fields;
    const text = status === 503 ? page.words.not_saved : filled(page.words.wait, { seconds: headers['Retry-After'] ?? 10 });
    const shown = view ? pageOf({ id: ask.id, ...view, frame: page }) : { ...EMPTY, id: ask.id, turn: ask.seen ?? 0 };
    const said = [...shown.said, ...saidOf(problem.fields.messages ?? [])];
    const resend = !view && ask.content?.kind === 'choice' ? { resend: ask.content.values } : {};
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const chat = { ...shown, said, ...resend, notice: { kind: 'trouble', text }, unsentText: wordsOf(ask) } as const;
    await sendPage(request, response, renderChat(page, chat), status);
  }

  return router;
}

/** The contract's answer. The page also needs what it shows around it. */
function replyBody({ reply, token }: Taken, isPage: boolean): object {
  const { turn, messages, question, progress, ended, lang, hidden, forgotten } = reply;
  const told = { turn, messages, question: questionFor(question, isPage), progress, ended };
  return isPage ? { ...told, lang, hidden, forgotten } : { token, ...told };
}
