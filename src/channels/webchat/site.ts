import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { type Frame, type Notice, renderChat, renderWords } from '../../web/chat/page.ts';
import type { TurnReply } from '../channel.ts';
import { type Assets, loadAssets } from './assets.ts';
import { type Caller, callerOf } from './caller.ts';
import { cookieHeader, cookieName } from './cookies.ts';
import { frameOf, pageOf, pickLanguage } from './page-view.ts';
import type { WebchatDeps } from './ports.ts';
import { sendPage } from './respond.ts';
import { createViews, type View, type Views } from './views.ts';

/** What the routes of the page share: who asks, what may be shown, and in which language. */
export interface Site {
  readonly deps: WebchatDeps;
  readonly assets: Assets;
  readonly views: Views;
  addressOf(request: Request): string;
  /** Throws `ProblemError` 401 or 403. */
  who(request: Request, options?: { isForm?: boolean; allowForeign?: boolean }): Caller;
  /** The page around what is shown; without a language in the one that the browser asks for. */
  frame(request: Request, lang?: string | null): Frame;
  /** Null: nobody known there. */
  view(request: Request, caller: Caller): Promise<View | null>;
  /** Keeps the token in the browser, or lets go of it when she was forgotten. */
  remember(response: Response, taken: { readonly reply: TurnReply; readonly token: string }): void;
  /** From now on nothing up to this turn is shown in this browser. */
  leave(response: Response, through: number): void;
  /** Code and word were right: all is shown in this browser until the next pause. */
  open(response: Response, conversation: string): void;
  /** The chat page, with a line that is said once. */
  sendChat(request: Request, response: Response, view: View, options?: { notice?: Notice; status?: number }): Promise<void>;
}

export function createSite(deps: WebchatDeps): Site {
  const { identities, clock, secureCookies: secure, languages } = deps;
  const assets = loadAssets();
  const views = createViews(deps);
  const put = (response: Response, name: 'chat' | 'view' | 'away', value: string | null): void => {
    response.append('Set-Cookie', cookieHeader(name, value, secure));
  };

  const frame: Site['frame'] = (request, lang = null) =>
    frameOf(
      deps,
      { ...assets, awayCookie: cookieName('away', secure) },
      languages.find((one) => one.lang === lang) ?? pickLanguage(request.acceptsLanguages(), languages),
    );
  const leave: Site['leave'] = (response, through) => {
    put(response, 'away', String(through));
    put(response, 'view', null);
  };

  return {
    deps,
    assets,
    views,
    frame,
    leave,
    addressOf: (request) => request.ip ?? '',
    who: (request, options = {}) => callerOf(request, { identities, secure, ...options }),
    view: async (request, { conversation }) => (conversation === null ? null : views.of(request, conversation)),
    remember(response, { reply, token }) {
      if (reply.forgotten) {
        for (const name of ['chat', 'view', 'away'] as const) put(response, name, null);
        return;
      }
      put(response, 'chat', token);
      if (reply.hidden) leave(response, reply.turn);
    },
    open(response, conversation) {
      put(response, 'chat', identities.callerOf(conversation).token);
      put(response, 'view', views.grants.issue(conversation, clock.now()));
      put(response, 'away', null);
    },
    async sendChat(request, response, view, { notice, status = 200 } = {}) {
      const page = frame(request, view.history.current.lang);
      const markup =
        view.shown.isAway && notice
          ? renderWords(page, { notice, next: page.words.go_on })
          : renderChat(page, { ...pageOf({ id: randomUUID(), ...view, frame: page }), ...(notice ? { notice } : {}) });
      await sendPage(request, response, markup, status);
    },
  };
}
