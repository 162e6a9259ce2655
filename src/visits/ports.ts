import type { RequestHandler, Response } from 'express';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import type { Texts } from '../conversation/index.ts';
import type { Families } from '../families/index.ts';
import type { Inbox } from '../inbox/index.ts';
import type { MessagesService } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { RuleBook } from '../rules/index.ts';
import type { Savers } from '../savers/index.ts';
import type { AuditEntry, StaffDirectory, StaffMember } from '../staff/staff.ts';

/** What a booking needs to know of a referral. Null from `open` when it is unknown, declined or erased. */
export interface BookableReferral {
  readonly id: string;
  readonly code: string;
  readonly personId: string;
  readonly conversation: string;
  readonly lang: string;
  readonly quietMode: boolean;
  /** Her answer to `contact_safe`, or null. */
  readonly contactSafe: string | null;
  readonly organisationId: string;
  readonly assignedTo: string | null;
  /** A case manager has taken it over: without that nobody is there for the family. */
  readonly accepted: boolean;
  /** Emergency or 24 hours: then two visits may be close together (M09). */
  readonly urgent: boolean;
}

export interface ReferralsPort {
  open(referralId: string): Promise<BookableReferral | null>;
}

export type VisitAction = 'visit.book' | 'visit.change' | 'visit.read' | 'calendar.own';

export interface VisitResource {
  readonly organisationId: string;
  readonly assignedTo?: string | null;
  readonly saverId?: string | null;
}

export interface VisitsDeps {
  readonly db: Db;
  readonly client: MongoClient;
  readonly hmac: Hmac;
  readonly families: Pick<Families, 'consentsOf'>;
  readonly messages: Pick<MessagesService, 'plan' | 'cancel' | 'about' | 'eraseAbout' | 'hasMail'>;
  readonly notify: Inbox['notify'];
  readonly referrals: ReferralsPort;
  readonly savers: Pick<Savers, 'find'>;
  readonly directory: StaffDirectory;
  readonly rules: Pick<RuleBook, 'reminders' | 'calendar'>;
  readonly signedIn: () => RequestHandler;
  readonly staffOf: (response: Response) => StaffMember;
  readonly mayDo: (staff: StaffMember, action: VisitAction, resource: VisitResource) => boolean;
  readonly audit: (entry: AuditEntry, tx?: ClientSession) => Promise<void>;
  readonly live: Live;
  /** Texts of `locales/<lang>/messages.json`: neutral words of the calendar feed. */
  readonly texts: Texts;
  /** Absolute address of a path of this installation. */
  readonly link: (path: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}
