import type { Hmac } from '../../platform/hmac.ts';

/** A cookie that says: at this time the sender proved with code and word that this conversation is hers. */
export interface ViewGrants {
  issue(conversation: string, at: Date): string;
  /** When it was issued, or null when it is not ours or of another conversation. */
  read(cookie: string | null, conversation: string): Date | null;
}

export function createViewGrants(hmac: Hmac): ViewGrants {
  return {
    issue(conversation, at) {
      const time = String(at.getTime());
      return `${time}.${hmac.digest('token', 'view', conversation, time)}`;
    },
    read(cookie, conversation) {
      const [time = '', proof = ''] = (cookie ?? '').split('.', 2);
      if (!/^\d{1,15}$/.test(time) || !hmac.matches(proof, 'token', 'view', conversation, time)) return null;
      return new Date(Number(time));
    },
  };
}
