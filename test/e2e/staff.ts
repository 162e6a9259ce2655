import type { z } from 'zod';
import type { Alert, ReferralDetail, ReferralList } from '../../src/contract/referrals.ts';
import type { Saver } from '../../src/contract/staff.ts';
import type { Running } from './running.ts';

/** A staff member's end of the API. */
export class Desk {
  readonly #url: string;
  /** Of the session. */
  cookie = '';

  private constructor(url: string) {
    this.#url = url;
  }

  static async signIn(running: Pick<Running, 'url' | 'logins'>, email: string): Promise<Desk> {
    const desk = new Desk(running.url);
    const password = running.logins.find((login) => login.email === email)?.password ?? '';
    const response = await desk.#fetch('/api/auth/sign-in/email', { method: 'POST', body: { email, password } });
    if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
    desk.cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return desk;
  }

  #fetch(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: { origin: this.#url, cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.#fetch(path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const response = await this.#fetch(path, { method: 'POST', body });
    return { status: response.status, body: await response.json() };
  }

  queue = (): Promise<z.output<typeof ReferralList>> => this.get('/api/referrals?status=all');
  referral = (id: string): Promise<z.output<typeof ReferralDetail>> => this.get(`/api/referrals/${id}`);
  alerts = async (): Promise<z.output<typeof Alert>[]> => (await this.get<{ items: z.output<typeof Alert>[] }>('/api/alerts')).items;
  savers = async (): Promise<z.output<typeof Saver>[]> => (await this.get<{ items: z.output<typeof Saver>[] }>('/api/savers')).items;
}
