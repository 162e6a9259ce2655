import { randomUUID } from 'node:crypto';

/** What she is promised: an answer within three seconds, whatever is away. */
const PROMISED_MS = 3_000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly html: string;
}

/** One message of the page or of a program, and whatever comes back in the promised time. */
export async function say(
  url: string,
  options: { text: string; token?: string | null; cookie?: string; id?: string; form?: boolean },
): Promise<Answer> {
  const { text, token, cookie, id = randomUUID(), form = false } = options;
  const response = await fetch(`${url}/chat/messages`, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(PROMISED_MS),
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      accept: form ? 'text/html' : 'application/json',
      origin: url,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(cookie ? { cookie } : {}),
    },
    body: form ? new URLSearchParams({ id, text }).toString() : JSON.stringify({ id, text }),
  });
  const html = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, html, body: type.includes('json') ? (JSON.parse(html) as Record<string, unknown>) : {} };
}

/** Numbers that came with a problem. */
export const numbersIn = ({ body }: Answer): string[] =>
  ((body['messages'] ?? []) as { numbers?: { number: string }[] }[]).flatMap(({ numbers = [] }) => numbers.map(({ number }) => number));
