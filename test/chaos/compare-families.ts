import type { Db } from 'mongodb';
import type { AlertDocument } from '../../src/referrals/alert.ts';
import { WITHOUT_CONSENT_MS } from '../../src/referrals/alert.ts';
import type { ReferralDocument } from '../../src/referrals/referral.ts';
import type { Family } from './family.ts';
import type { Kept, Stored } from './stored.ts';
import type { Verdict } from './verdict.ts';

/** Where something of a person can be, and those where the person's id is the record's own. */
const LINKED = ['persons', 'person_keys', 'consents', 'return_words', 'referrals', 'visits', 'deliveries', 'alerts'];
const OWN = ['persons', 'person_keys', 'return_words'];

/** Compares what every family was told with what the database has of it. */
export function createFamilyCheck(deps: { db: Db; stored: Stored; verdict: Verdict; now: Date }) {
  const { db, stored, verdict, now } = deps;
  const referrals = db.collection<ReferralDocument>('referrals');
  const alerts = db.collection<AlertDocument>('alerts');
  const { hold } = verdict;

  /** The last turn that was erased by one that reduced or forgot what was before it; 0: none. */
  const erasedThrough = ({ turns }: Kept): number => turns.findLast(({ erased }) => erased)?.seq ?? 0;
  const mayBeErased = (family: Family, { events }: Kept): boolean =>
    family.told.some(({ forgotten }) => forgotten) || events.some(({ event }) => event.type === 'answers_reduced');

  const answers = (family: Family, kept: Kept): void => {
    const bySeq = new Map(kept.turns.map((turn) => [turn.seq, turn]));
    const gone = mayBeErased(family, kept) ? erasedThrough(kept) : 0;
    const where = `conversation ${family.conversation}`;
    kept.turns.forEach(({ seq }, i) => hold('turns are numbered without a gap', seq === i + 1, 'lost', () => `${where} ${i + 1}`));
    for (const told of family.told) {
      if (told.turn <= gone) {
        hold('erased answers are gone', bySeq.get(told.turn)?.content === null, 'left behind', () => `${where} ${told.turn}`);
        continue;
      }
      const turn = bySeq.get(told.turn);
      hold(
        'acknowledged answers are stored',
        turn?.externalId === told.id,
        'lost',
        () => `${where}: message ${told.id}, told turn ${told.turn}, which is ${turn?.externalId ?? 'missing'}`,
      );
      if (turn)
        hold(
          'acknowledged answers are as told',
          stored.replySum(turn) === told.reply,
          'wrong',
          () => `${where} ${told.turn}: the answer is another one`,
        );
      hold(
        'later messages have later turns',
        told.turn > told.after,
        'wrong',
        () => `${where}: message ${told.id} came after turn ${told.after} and has ${told.turn}`,
      );
      hold(
        'a message that comes again is answered the same',
        !family.differing.has(told.id),
        'doubled',
        () => `${where}: message ${told.id}`,
      );
    }
    const turnsOf = new Map<string, number>();
    for (const { externalId } of kept.turns) turnsOf.set(externalId, (turnsOf.get(externalId) ?? 0) + 1);
    for (const id of family.sent.keys())
      hold('no message has two turns', (turnsOf.get(id) ?? 0) <= 1, 'doubled', () => `${where}: message ${id}`);
    for (const { externalId, erased } of kept.turns)
      hold(
        'every turn has a cause',
        erased || family.sent.has(externalId) || /^(timer-|notice:)/.test(externalId),
        'doubled',
        () => `${where}: ${externalId}`,
      );
  };

  const outcome = async (family: Family, kept: Kept): Promise<void> => {
    const conversation = family.conversation ?? '';
    const levels = new Map<string, string>();
    const raised = new Map<string, { at: string; identified: boolean }>();
    for (const { at, event } of kept.events) {
      if (event.type === 'referral_submitted' || event.type === 'referral_revised') levels.set(event.referral.code, event.referral.level);
      if (event.type === 'alert_raised')
        raised.set(event.code, { at, identified: event.identified || (raised.get(event.code)?.identified ?? false) });
      if (event.type === 'consent_recorded' && event.consent === 'consent_basic' && event.given)
        for (const one of raised.values()) one.identified = true;
    }
    const found = await referrals
      .find({ conversation }, { projection: { code: 1, level: 1, status: 1, nextStepAt: 1, escalation: 1, ladder: 1 } })
      .toArray();
    const where = `conversation ${conversation}`;
    for (const [code, level] of levels) {
      const own = found.filter((referral) => referral.code === code);
      hold('every finished intake has its referral', own.length >= 1, 'lost', () => `${where}: case ${code}, ${level}`);
      hold('no intake has two referrals', own.length <= 1, 'doubled', () => `${where}: case ${code} has ${own.length}`);
      for (const referral of own)
        hold(
          'referrals have the level that the rules give',
          referral.level === level,
          'wrong',
          () => `${where}: ${referral.level}, not ${level}`,
        );
    }
    for (const referral of found) {
      hold('every referral has a cause', levels.has(referral.code), 'doubled', () => `${where}: case ${referral.code}`);
      const live =
        referral.status !== 'submitted' &&
        (referral.status !== 'assigned' || referral.nextStepAt !== null || referral.escalation === 'hq' || referral.ladder.length === 0);
      hold(
        'every referral has somebody and a deadline',
        live,
        'lost',
        () => `${where}: case ${referral.code} is ${referral.status}, next step ${String(referral.nextStepAt)}`,
      );
    }
    for (const [code, { at, identified }] of raised) {
      const count = await alerts.countDocuments({ caseKey: stored.caseKey(conversation, code) });
      const isOver = !identified && new Date(at).getTime() + WITHOUT_CONSENT_MS <= now.getTime();
      hold('every emergency has its alert', count >= 1 || isOver, 'lost', () => `${where}: case ${code}, raised ${at}`);
      hold('no emergency has two alerts', count <= 1, 'doubled', () => `${where}: case ${code} has ${count}`);
    }
  };

  const traces = async (family: Family, kept: Kept): Promise<void> => {
    const conversation = family.conversation ?? '';
    // Every person that began before the last erasure in this conversation; ids follow from where they began.
    const gone = erasedThrough(kept);
    const ids = [0, ...kept.turns.filter(({ seq, erased }) => erased && seq < gone).map(({ seq }) => seq)].map((since) =>
      stored.personId(conversation, since),
    );
    for (const collection of LINKED) {
      const left = await db
        .collection<{ _id: string }>(collection)
        .findOne({ [OWN.includes(collection) ? '_id' : 'personId']: { $in: ids } });
      hold(
        'who withdrew or refused left nothing',
        left === null,
        'left behind',
        () => `conversation ${conversation}: ${collection} ${String(left?._id)}`,
      );
    }
  };

  return async (family: Family): Promise<void> => {
    for (const fault of family.faults)
      hold('every message is answered', false, 'lost', () => `family ${family.index}, conversation ${family.conversation}: ${fault}`);
    if (family.conversation === null) return;
    const kept = await stored.conversation(family.conversation);
    hold('every message is answered', true, 'lost', () => '');
    answers(family, kept);
    await outcome(family, kept);
    if (family.told.some(({ forgotten }) => forgotten)) await traces(family, kept);
  };
}
