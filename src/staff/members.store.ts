import type { Db } from 'mongodb';
import type { StaffRole } from '../contract/staff.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { StaffDirectory, StaffMember } from './staff.ts';

interface MemberDocument {
  /** Id of the account at sign-in. */
  readonly _id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly role: StaffRole;
  readonly organisationId: string;
  readonly locale: 'ko' | 'en';
  readonly languages: readonly string[];
  readonly districts: readonly string[];
  readonly active: boolean;
  readonly demo: boolean;
}

export const memberIndexes: CollectionIndexes = {
  collection: 'staff_members',
  indexes: [{ key: { email: 1 }, unique: true }, { key: { role: 1, active: 1 } }],
};

const toMember = ({ _id, demo: _demo, ...rest }: MemberDocument): StaffMember => ({ id: _id, ...rest });

export type Members = ReturnType<typeof createMembers>;

/** Who works here. Passwords and sessions are elsewhere. */
export function createMembers(db: Db) {
  const members = db.collection<MemberDocument>('staff_members');
  const directory: StaffDirectory = {
    async byId(id) {
      const found = await members.findOne({ _id: id });
      return found && toMember(found);
    },
    async withRole(role) {
      return (await members.find({ role, active: true }, { sort: { _id: 1 } }).toArray()).map(toMember);
    },
    async names(ids) {
      if (ids.length === 0) return new Map();
      const found = await members.find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } }).toArray();
      return new Map(found.map(({ _id, name }) => [_id, name]));
    },
  };
  return {
    directory,
    async isDemo(id: string): Promise<boolean> {
      return (await members.findOne({ _id: id }, { projection: { demo: 1 } }))?.demo ?? false;
    },
    async save({ id, ...rest }: StaffMember, demo: boolean): Promise<void> {
      await members.replaceOne({ _id: id }, { ...rest, demo }, { upsert: true });
    },
    async setActive(id: string, active: boolean): Promise<void> {
      await members.updateOne({ _id: id }, { $set: { active } });
    },
    /** Whether anybody works here who is not part of the demo. */
    async anyReal(): Promise<boolean> {
      return (await members.findOne({ demo: false }, { projection: { _id: 1 } })) !== null;
    },
  };
}
