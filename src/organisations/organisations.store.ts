import type { Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { Organisation } from './region.ts';

interface OrganisationDocument extends Omit<Organisation, 'id'> {
  readonly _id: string;
  readonly since: Date;
}

export const organisationsIndexes: readonly CollectionIndexes[] = [
  { collection: 'organisations', indexes: [{ key: { areas: 1, since: 1 } }] },
];

export type Organisations = ReturnType<typeof createOrganisations>;

/** Who takes the referrals of which area. */
export function createOrganisations(db: Db) {
  const organisations = db.collection<OrganisationDocument>('organisations');
  return {
    /** Adds an organisation, or brings its data up to date; its age stays. */
    async save({ id, ...rest }: Organisation, at: Date): Promise<void> {
      await organisations.updateOne({ _id: id }, { $set: rest, $setOnInsert: { since: at } }, { upsert: true });
    },
    async nameOf(id: string): Promise<string | null> {
      return (await organisations.findOne({ _id: id }))?.name ?? null;
    },
    /** Whether there is none yet: an empty store. */
    async none(): Promise<boolean> {
      return (await organisations.findOne({}, { projection: { _id: 1 } })) === null;
    },
    /** The oldest organisation that takes this area; an area that nobody takes goes to the oldest of all. Null on an empty store. */
    async serving(area: string | null): Promise<string | null> {
      const takes = await organisations.findOne({ areas: (area ?? 'unknown') as 'unknown' }, { sort: { since: 1, _id: 1 } });
      return (takes ?? (await organisations.findOne({}, { sort: { since: 1, _id: 1 } })))?._id ?? null;
    },
  };
}
