import type { ReferralContent } from '../conversation/events.ts';
import type { Families } from '../families/index.ts';
import type { ReferralDocument } from './referral.ts';

export type Sealed = ReturnType<typeof createSealed>;
export type Vault = Pick<Families, 'seal' | 'open'>;

/** Her words and answers in a referral, sealed with her key, each for its own place. Throws `ForgottenError` when it is gone. */
export function createSealed(families: Vault) {
  const place = (id: string, field: string) => ({ collection: 'referrals', id, field });
  type Owned = Pick<ReferralDocument, '_id' | 'personId'>;
  const openAt = <T>({ _id, personId }: Owned, field: string, sealed: Buffer): Promise<T> =>
    families.open<T>(personId ?? '', place(_id, field), sealed);

  return {
    content: (personId: string, id: string, content: ReferralContent): Promise<Buffer> =>
      families.seal(personId, place(id, 'content'), content),
    openContent: (of: Owned, sealed: Buffer): Promise<ReferralContent> => openAt<ReferralContent>(of, 'content', sealed),
    note: (personId: string, id: string, noteId: string, text: string): Promise<Buffer> =>
      families.seal(personId, place(id, `note.${noteId}`), text),
    openNote: (of: Owned, noteId: string, sealed: Buffer): Promise<string> => openAt<string>(of, `note.${noteId}`, sealed),
    reason: (personId: string, id: string, version: number, reason: string): Promise<Buffer> =>
      families.seal(personId, place(id, `reason.${version}`), reason),
    openReason: (of: Owned, version: number, sealed: Buffer): Promise<string> => openAt<string>(of, `reason.${version}`, sealed),
  };
}
