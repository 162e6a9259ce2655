import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { renderAway, renderWelcome } from '../../web/chat/page.ts';
import { menuRoutes } from './menu.routes.ts';
import { messageRoutes } from './messages.routes.ts';
import { pageHeaders } from './page-headers.ts';
import type { WebchatDeps } from './ports.ts';
import { sendPage } from './respond.ts';
import { createSite } from './site.ts';
import { pageTrouble } from './trouble.ts';

export { CHAT_LIMITS, type ChatLimiter, createChatLimiter } from './limiter.ts';
export { loadPageWords } from './page-words.ts';
export type { ChatHistory, ChatIdentities, Deliveries, Delivery, PageLanguage, WebchatDeps } from './ports.ts';
export { WEBCHAT, webchatChannel } from './webchat.channel.ts';

/**
 * The family's page and its addresses: `GET /`, `POST` and `GET /chat/messages`, and what the page's menu needs. Mount it
 * at the root, before any other body parser and before `problemHandler`.
 */
export function webchatRoutes(deps: WebchatDeps): Router {
  const site = createSite(deps);
  const router = Router();
  const headers = pageHeaders(deps.secureCookies);

  router.get('/', headers, async (request, response) => {
    // A link on another site may lead here; it changes nothing.
    const caller = site.who(request, { allowForeign: true });
    const view = await site.view(request, caller);
    if (!view || caller.conversation === null) {
      return sendPage(request, response, renderWelcome(site.frame(request), { id: randomUUID() }));
    }
    if (view.shown.isAway)
      return sendPage(request, response, renderAway(site.frame(request, view.history.current.lang), { id: randomUUID() }));
    await site.sendChat(request, response, view);
    return site.views.markSeen(request, caller.conversation, view.deliveries);
  });
  router.use('/chat', headers);
  router.get('/chat/assets/:name', site.assets.serve);
  router.use('/chat', messageRoutes(site), menuRoutes(site));
  router.use(['/', '/chat'], pageTrouble(site));
  return router;
}
