import { ChatMessageReply, ChatMessageRequest } from '../contract/chat.ts';
import { Done, Problem } from '../contract/problem.ts';
import { type DescribedRoute, openApi } from '../platform/openapi.ts';
import { type ApiRoute, SignIn } from '../staff/index.ts';

const page = (path: string, tag: string, does: string, media: string, access: string | null = null): DescribedRoute => ({
  method: 'get',
  path,
  tag,
  does,
  media,
  access,
});

/** Routes that are not behind the sign-in, or that answer with something else than JSON. */
const OTHERS: readonly DescribedRoute[] = [
  {
    method: 'post',
    path: '/chat/messages',
    tag: 'Chat',
    does: 'One message of a family. Without a token it begins a conversation; the same `id` gives the same answer and changes nothing.',
    access: null,
    body: ChatMessageRequest,
    answer: ChatMessageReply,
    examples: {
      body: { id: '2f0c6f0e-2c52-4c0f-8a44-0d6a5f1f7b55', text: 'I am pregnant', locale: 'en' },
      answer: {
        token: 'kXq0…',
        turn: 1,
        messages: [{ text: 'Is anyone hurting you right now?' }],
        question: { id: 'danger_now', type: 'choice', choices: [{ value: 'no', label: 'No' }], optional: false },
        progress: 0.1,
        ended: false,
      },
    },
  },
  page('/chat/messages', 'Chat', 'The conversation so far for the token of the cookie or of `Authorization: Bearer`.', 'application/json'),
  {
    method: 'post',
    path: '/api/auth/sign-in/email',
    tag: 'Staff',
    does: 'Signs in; the session is a cookie.',
    access: null,
    body: SignIn,
    answer: Done,
    examples: { body: { email: 'kim@centre.example', password: 'four quiet words here' }, answer: { ok: true } },
  },
  {
    method: 'post',
    path: '/api/auth/sign-out',
    tag: 'Staff',
    does: 'Signs out.',
    access: null,
    answer: Done,
    examples: { answer: { ok: true } },
  },
  page(
    '/api/events',
    'Staff',
    'What has changed, as server-sent events with ids only, each to those who may read it.',
    'text/event-stream',
    'signed_in',
  ),
  page('/calendar/:file', 'Visits', "A saver's visits as iCalendar, for whoever knows the secret address; no names.", 'text/calendar'),
  page('/healthz', 'Operations', 'Whether the process lives.', 'application/json'),
  page('/readyz', 'Operations', 'Whether it can serve: MongoDB and Redis answer, and it is not stopping.', 'application/json'),
  page('/metrics', 'Operations', 'Figures for Prometheus; from the machine itself only.', 'text/plain'),
];

/** Everything that can be asked of this server, as OpenAPI 3.1. */
export function apiDocument(routes: readonly ApiRoute[], version: string): Readonly<Record<string, unknown>> {
  return openApi([...OTHERS, ...routes], {
    title: 'First Step',
    version,
    description:
      'The chat of families and the API of the staff console. Errors are problem documents (RFC 9457) that say what was kept. ' +
      'Times are ISO 8601 with an offset. Every write of staff takes an `Idempotency-Key`; what has a version has an `ETag`.',
    problem: Problem,
  });
}
