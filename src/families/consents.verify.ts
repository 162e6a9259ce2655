import type { Db } from 'mongodb';

/** Whether each yes and no that she said is on record: by the identity of its event. */
export function consentRecorded(db: Db) {
  const consents = db.collection<{ _id: string }>('consents');
  return async (effectId: string): Promise<boolean> => (await consents.findOne({ _id: effectId }, { projection: { _id: 1 } })) !== null;
}
