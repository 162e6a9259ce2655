import { z } from 'zod';
import { Saver } from '../contract/staff.ts';
import { forbidden } from '../platform/problem.ts';
import { apiRoute, mayDo, type StaffDirectory, type StaffMember } from '../staff/index.ts';

export interface SaversDeps {
  readonly directory: StaffDirectory;
}

const saverOf = ({ id, name, languages, districts }: StaffMember): Saver => ({
  id,
  name,
  languages: [...languages],
  districts: [...districts],
});

export type Savers = ReturnType<typeof createSavers>;

/** The home visitors of an organisation. */
export function createSavers({ directory }: SaversDeps) {
  const ofOrganisation = async (organisationId: string): Promise<readonly StaffMember[]> =>
    (await directory.withRole('saver')).filter((saver) => saver.organisationId === organisationId);

  const list = apiRoute({
    method: 'get',
    path: '/api/savers',
    tag: 'Savers',
    does: 'The home visitors of the own organisation.',
    access: 'saver.list',
    answer: z.object({ items: z.array(Saver) }),
    async run({ staff }) {
      const { organisationId } = staff;
      if (!mayDo(staff, 'saver.list', { organisationId })) throw forbidden('Your role may not see the savers');
      const savers = [...(await ofOrganisation(organisationId))].sort((a, b) => a.name.localeCompare(b.name, staff.locale));
      return { items: savers.map(saverOf) };
    },
  });

  return {
    routes: [list],
    /** An active saver of this organisation, or null. */
    async find(id: string, organisationId: string): Promise<StaffMember | null> {
      const staff = await directory.byId(id);
      return staff && staff.active && staff.role === 'saver' && staff.organisationId === organisationId ? staff : null;
    },
  };
}
