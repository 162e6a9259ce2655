import type { Db, MongoClient } from 'mongodb';
import type { Texts } from '../conversation/index.ts';
import type { Families } from '../families/index.ts';
import type { Notice } from '../inbox/index.ts';
import type { MessagesService } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { NewId } from '../platform/ids.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { OpenReferral } from '../referrals/index.ts';
import type { RuleBook } from '../rules/index.ts';
import type { Savers } from '../savers/index.ts';
import type { Audit, StaffDirectory } from '../staff/index.ts';

/** What a booking needs to know of a referral. `level`: two visits may be close together when it is urgent (M09). */
export type BookableReferral = Omit<OpenReferral, 'version' | 'level'> & { readonly level?: string };

export interface VisitsDeps {
  readonly db: Db;
  readonly client: MongoClient;
  readonly hmac: Hmac;
  readonly families: Pick<Families, 'consentsOf' | 'personOf' | 'profileOf'>;
  readonly messages: Pick<MessagesService, 'plan' | 'cancel' | 'about' | 'subjectOf' | 'eraseAbout' | 'hasMail'>;
  /** Tells her a fact in the chat, once an id (the inbox's `notify`). */
  readonly tell: (conversation: string, notice: Notice) => Promise<unknown>;
  /** Null when it is unknown or she withdrew. */
  readonly referral: (id: string) => Promise<BookableReferral | null>;
  /** Tells her that her case was accepted, if she was not told yet: before anything that rests on it. */
  readonly settle: (referralId: string) => Promise<unknown>;
  readonly savers: Pick<Savers, 'find'>;
  readonly directory: StaffDirectory;
  readonly rules: Pick<RuleBook, 'reminders' | 'calendar'>;
  readonly audit: Pick<Audit, 'append'>;
  readonly live: Live;
  /** Texts of `locales/<lang>/messages.json`: neutral words of the calendar feed. */
  readonly texts: Texts;
  /** Absolute address of a path of this installation. */
  readonly link: (path: string) => string;
  readonly clock: Clock;
  readonly newId?: NewId;
  readonly log: Log;
}
