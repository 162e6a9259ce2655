import type { Texts } from '../conversation/texts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Deliveries } from './deliveries.store.ts';
import type { DeliveryDocument } from './delivery-row.ts';
import type { Fences } from './fences.ts';
import { mayReach, type Recipient } from './gate.ts';
import type { News } from './news.ts';
import type { Recipients } from './recipients.ts';
import { wordsOf } from './wording.ts';

/** A message as it stands in a chat. */
export interface ShownMessage {
  readonly id: string;
  readonly text: string;
  /** When it was sent, ISO 8601. */
  readonly at: string;
}

/** She reads in her own chat: that she said stop before does not hide what came earlier. */
const reading = (recipient: Recipient): Recipient =>
  recipient.audience === 'family' && recipient.profile ? { ...recipient, profile: { ...recipient.profile, stopped: false } } : recipient;

/** What the family's chat shows of the ledger. Each look asks the gate again, and words are made in her language of now. */
export function createChatMessages(deps: {
  store: Deliveries;
  fences: Fences;
  recipients: Recipients;
  texts: Texts;
  news: News;
  clock: Clock;
}) {
  const { store, fences, recipients, texts, news, clock } = deps;

  const shownOf = async (row: DeliveryDocument): Promise<ShownMessage | null> => {
    const [standing, { recipient }] = await Promise.all([fences.check(row.subject), recipients.ofRow(row)]);
    const verdict = mayReach(row, standing, reading(recipient));
    if (verdict.go === 'close') {
      await store.takeDown(row._id, verdict.state, verdict.reason, clock.now());
      news.changedAll([row._id]);
      return null;
    }
    const lang = (recipient.audience === 'family' ? recipient.profile?.lang : null) ?? 'ko';
    return { id: row._id, text: wordsOf(texts, lang, row.text), at: row.due.toISOString() };
  };

  return {
    /** Oldest first: not seen yet, or seen and not expired. */
    async pendingFor(conversation: string): Promise<readonly ShownMessage[]> {
      const rows = await store.shown(conversation, clock.now());
      return (await Promise.all(rows.map(shownOf))).filter((message) => message !== null);
    },
    /** They stand on her screen. Idempotent; ids of other conversations change nothing. */
    async markSeen(conversation: string, ids: readonly string[]): Promise<void> {
      if (ids.length > 0 && (await store.markSeen(conversation, ids, clock.now())) > 0) news.changedAll(ids);
    },
  };
}
