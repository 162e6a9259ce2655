import type { Db } from 'mongodb';
import type { InvariantId } from '../../src/platform/invariant.ts';
import { createLocalAlerts } from '../../src/platform/local-alerts.ts';
import { content } from './centre.ts';

export type Doc = Record<string, unknown> & { _id: string | number };

export interface Damage {
  readonly id: InvariantId;
  readonly name: string;
  readonly says: RegExp;
  does(): Promise<unknown>;
}

/** One way to break each promise, on purpose. @param at The database that was sound until then. */
export function damages(
  at: () => { readonly db: Db; readonly referralId: string; readonly visitId: string; readonly folder: string; readonly masterKey: string },
): readonly Damage[] {
  const one = async (collection: string, filter: object): Promise<Doc> => {
    const found = await at().db.collection<Doc>(collection).findOne(filter);
    if (!found) throw new Error(`nothing in ${collection} like ${JSON.stringify(filter)}`);
    return found;
  };
  const set = (collection: string, filter: object, change: Partial<Doc>) => async () => {
    const { _id } = await one(collection, filter);
    await at().db.collection<Doc>(collection).updateOne({ _id }, { $set: change });
  };
  const remove = (collection: string, filter: object) => async () => {
    const { _id } = await one(collection, filter);
    await at().db.collection<Doc>(collection).deleteOne({ _id });
  };
  const readable = { erased: { $exists: false } };

  return [
    { id: 'INV1', name: 'a turn in the middle is lost', says: /turn 3 is missing/, does: remove('turns', { seq: 3, ...readable }) },
    {
      id: 'INV1',
      name: 'the last turn is lost',
      says: /was applied, but the last turn is/,
      async does() {
        const lane = await one('conversations', { appliedThrough: { $gt: 5 } });
        await at()
          .db.collection<Doc>('turns')
          .deleteMany({ conversation: lane._id, seq: { $gte: lane['appliedThrough'] } });
      },
    },
    {
      id: 'INV1',
      name: 'a message has two turns',
      says: /has two turns/,
      async does() {
        await at().db.collection('turns').dropIndex('conversation_1_externalId_1');
        const { _id, ...turn } = await one('turns', { seq: 4, ...readable });
        const last = await at()
          .db.collection<Doc>('turns')
          .findOne({ conversation: turn['conversation'] }, { sort: { seq: -1 } });
        await at()
          .db.collection<Doc>('turns')
          .updateOne({ _id: last?._id ?? '' }, { $set: { externalId: turn['externalId'] } });
      },
    },
    {
      id: 'INV2',
      name: 'two turns changed places',
      says: /cannot be opened/,
      async does() {
        const [a, b] = [await one('turns', { seq: 3, ...readable }), await one('turns', { seq: 4, ...readable })];
        await at()
          .db.collection<Doc>('turns')
          .updateOne({ _id: a._id }, { $set: { sealed: b['sealed'] } });
      },
    },
    { id: 'INV2', name: 'the key of someone is lost', says: /cannot be opened/, does: remove('person_keys', { provisional: false }) },
    {
      id: 'INV2',
      name: 'the engine decides otherwise',
      says: /decided again it is another turn/,
      async does() {
        // The same fingerprint, and another engine: what a forgotten ENGINE_VERSION would be.
        (content.program as { listen: unknown }).listen = () => ({
          safety: [],
          command: null,
          lang: null,
          notices: ['immigration'],
          isQuestion: false,
          guessedLang: null,
        });
      },
    },
    { id: 'INV3', name: 'an effect is passed over', says: /was passed over/, does: remove('applied_effects', {}) },
    {
      id: 'INV3',
      name: 'effects wait',
      says: /is not applied/,
      async does() {
        const { _id } = await one('conversations', { appliedThrough: { $gt: 5 } });
        await at()
          .db.collection<Doc>('conversations')
          .updateOne({ _id }, { $set: { appliedThrough: 1 } });
        await at()
          .db.collection<Doc>('applied_effects')
          .deleteMany({ _id: { $regex: `^${String(_id)}:` } });
      },
    },
    {
      id: 'INV3',
      name: 'an effect of no turn is marked',
      says: /no turn has this effect/,
      does: () => at().db.collection<Doc>('applied_effects').insertOne({ _id: 'web-nobody:7:1', at: new Date() }),
    },
    { id: 'INV3', name: 'a consent is lost', says: /consent that it records is not there/, does: remove('consents', {}) },
    {
      id: 'INV4',
      name: 'a referral is lost',
      says: /referral that it submitted is not there/,
      does: () => at().db.collection<Doc>('referrals').deleteOne({ _id: at().referralId }),
    },
    {
      id: 'INV4',
      name: 'nobody will be told of a waiting case',
      says: /no escalation will come/,
      does: () => set('referrals', {}, { status: 'assigned', ladder: [], nextStepAt: null })(),
    },
    {
      id: 'INV4',
      name: 'accepted by nobody',
      says: /accepted, but by nobody/,
      does: () => set('referrals', { status: 'accepted' }, { assignedTo: null })(),
    },
    {
      id: 'INV4',
      name: 'declined without a reason',
      says: /declined without a reason/,
      does: () => set('referrals', { status: 'accepted' }, { status: 'declined' })(),
    },
    {
      id: 'INV4',
      name: 'an alert fell silent',
      says: /does not ring/,
      does: () => set('alerts', {}, { acknowledgedAt: null, nextRingAt: null })(),
    },
    {
      id: 'INV4',
      name: 'an alert waits on the disk',
      says: /still only on this machine's disk/,
      does: () =>
        createLocalAlerts(at().folder, at().masterKey).keep({
          id: 'waits',
          at: new Date(),
          rules: ['S01'],
          lang: 'ko',
          channel: 'web',
          conversation: 'web-x',
        }),
    },
    {
      id: 'INV5',
      name: 'a reminder went out after the visit had moved',
      says: /which had changed/,
      async does() {
        await at()
          .db.collection<Doc>('audit')
          .insertOne({
            _id: 100_000,
            at: new Date('2026-12-25T00:00:00Z'),
            subject: 'visit',
            subjectId: at().visitId,
            action: 'visit_moved',
          });
        await at()
          .db.collection<Doc>('visits')
          .updateOne({ _id: at().visitId }, { $set: { version: 2 } });
      },
    },
    {
      id: 'INV5',
      name: 'a reminder went out after she took her consent back',
      says: /sent without consent_reminder/,
      does: () => set('consents', { consent: 'consent_reminder' }, { given: false })(),
    },
    {
      id: 'INV5',
      name: 'a reminder went out at night',
      says: /in quiet hours/,
      does: () => set('deliveries', { audience: 'family', state: 'sent' }, { sentAt: new Date('2026-12-26T18:00:00Z') })(),
    },
    {
      id: 'INV5',
      name: 'a reminder went out at night, and she saw it in the morning',
      says: /in quiet hours/,
      does: () =>
        set(
          'deliveries',
          { audience: 'family', state: 'sent' },
          { sentAt: new Date('2026-12-25T18:00:00Z'), state: 'seen', at: new Date('2026-12-26T01:00:30Z') },
        )(),
    },
    {
      id: 'INV5',
      name: 'a reminder that went out at night expired unseen',
      says: /in quiet hours/,
      does: () =>
        set(
          'deliveries',
          { audience: 'family', state: 'sent' },
          { sentAt: new Date('2026-12-25T18:00:00Z'), state: 'expired', stage: 'closed' },
        )(),
    },
    {
      id: 'INV5',
      name: 'a reminder stood on her screen after she took her consent back',
      says: /seen without consent_reminder/,
      async does() {
        const { personId } = await one('consents', { consent: 'consent_reminder' });
        await at()
          .db.collection<Doc>('consents')
          .insertOne({
            _id: 'later',
            personId,
            consent: 'consent_reminder',
            given: false,
            at: new Date('2026-12-27T00:00:00Z'),
            order: [99, 0],
          });
        await set('deliveries', { audience: 'family', state: 'sent' }, { state: 'seen', at: new Date('2026-12-28T01:00:00Z') })();
      },
    },
    {
      id: 'INV5',
      name: 'nobody knows when a reminder went out',
      says: /nobody knows when it was sent/,
      does: () => set('deliveries', { audience: 'family', state: 'sent' }, { sentAt: null })(),
    },
    {
      id: 'INV5',
      name: 'a reminder went out late',
      says: /, expired /,
      does: () => set('deliveries', { audience: 'family', state: 'sent' }, { expires: new Date('2026-12-25T00:00:00Z') })(),
    },
    {
      id: 'INV5',
      name: 'a reminder went out twice',
      says: /sent twice/,
      async does() {
        const row = await one('deliveries', { audience: 'family', state: 'sent' });
        await at()
          .db.collection<Doc>('deliveries')
          .insertOne({ ...row, _id: `${String(row._id)}.again` });
      },
    },
    {
      id: 'INV6',
      name: 'two visits at once',
      says: /at the same time/,
      async does() {
        const visit = await one('visits', {});
        await at()
          .db.collection<Doc>('visits')
          .insertOne({ ...visit, _id: 'second', referralId: 'other' });
      },
    },
    { id: 'INV6', name: 'a visit without its time', says: /time of its saver is not taken/, does: remove('saver_slots', {}) },
    { id: 'INV6', name: 'time that nobody needs', says: /does not take place/, does: () => set('saver_slots', {}, { visitId: 'none' })() },
    {
      id: 'INV6',
      name: 'the saver is none any more',
      says: /no active saver/,
      does: async () => set('staff_members', { _id: (await one('visits', {}))['saverId'] }, { active: false })(),
    },
    {
      id: 'INV8',
      name: 'an audit entry is changed',
      says: /changed after it was written/,
      does: () => set('audit', { action: 'referral_accepted' }, { who: 'somebody-else' })(),
    },
    { id: 'INV8', name: 'an audit entry is taken out', says: /entries before it are missing/, does: remove('audit', { _id: 2 }) },
    {
      id: 'INV8',
      name: 'the end of the chain is cut off',
      says: /it shows 1 × visit_booked, the audit chain 0/,
      async does() {
        const { _id } = await one('audit', { action: 'visit_booked' });
        await at()
          .db.collection<Doc>('audit')
          .deleteMany({ _id: { $gte: _id } });
      },
    },
    {
      id: 'INV9',
      name: 'words in clear',
      says: /holds words or a number in clear/,
      does: () => set('visits', {}, { note: '남편이 집에 있어요' })(),
    },
    {
      id: 'INV9',
      name: 'a number in clear',
      says: /text\.params\.phone holds/,
      does: () => set('deliveries', {}, { 'text.params.phone': '010-1234-5678' })(),
    },
    {
      id: 'INV9',
      name: 'answers that are not sealed',
      says: /content is not sealed/,
      does: () => set('referrals', { status: 'accepted' }, { content: Buffer.from('{"answers":{"who":"self"}}') })(),
    },
    {
      id: 'INV10',
      name: 'something leads to an erased person',
      says: /leads to a person who was erased/,
      does: () => set('consents', {}, { personId: 'erased-person' })(),
    },
    {
      id: 'INV10',
      name: 'the key of an erased person is kept',
      says: /key of an erased person/,
      does: () => at().db.collection<Doc>('person_keys').insertOne({ _id: 'erased-person', provisional: false }),
    },
    {
      id: 'INV10',
      name: 'an erasure without tombstone',
      says: /there is no tombstone/,
      does: () => at().db.collection('tombstones').deleteMany({}),
    },
    {
      id: 'INV10',
      name: 'a turn survived an erasure',
      says: /can be read, though everything up to/,
      async does() {
        const { conversation } = await one('turns', { erased: true, gone: { $exists: false } });
        const turn = await one('turns', { seq: 2, ...readable });
        await at()
          .db.collection<Doc>('turns')
          .updateOne(
            { conversation, seq: 2 },
            { $set: { sealed: turn['sealed'], personId: turn['personId'], effects: [] }, $unset: { erased: '', gone: '' } },
          );
      },
    },
    {
      id: 'INV10',
      name: 'an erasure was not finished',
      says: /begun and not finished/,
      does: () => set('turns', { erased: true, gone: { $exists: false } }, { unfinished: true })(),
    },
    {
      id: 'INV10',
      name: 'answers outlived a withdrawal',
      says: /answers of hers are still there/,
      does: () => set('referrals', { status: 'accepted' }, { status: 'withdrawn' })(),
    },
  ];
}
