import { type RequestHandler, Router } from 'express';
import type { Saver } from '../contract/staff.ts';
import { forbidden } from '../platform/problem.ts';
import { mayDo, type StaffDirectory, type StaffMember, staffOf } from '../staff/index.ts';

export interface SaversDeps {
  readonly directory: StaffDirectory;
  readonly signedIn: () => RequestHandler;
}

const saverOf = ({ id, name, languages, districts }: StaffMember): Saver => ({
  id,
  name,
  languages: [...languages],
  districts: [...districts],
});

export type Savers = ReturnType<typeof createSavers>;

/** The home visitors of an organisation. */
export function createSavers({ directory, signedIn }: SaversDeps) {
  const ofOrganisation = async (organisationId: string): Promise<readonly StaffMember[]> =>
    (await directory.withRole('saver')).filter((saver) => saver.organisationId === organisationId);

  const router = Router();
  router.get('/api/savers', signedIn(), async (_request, response) => {
    const staff = staffOf(response);
    const { organisationId } = staff;
    if (!mayDo(staff, 'saver.list', { organisationId })) throw forbidden('Your role may not see the savers');
    const savers = [...(await ofOrganisation(organisationId))].sort((a, b) => a.name.localeCompare(b.name, staff.locale));
    response.json({ items: savers.map(saverOf) });
  });

  return {
    /** `GET /api/savers` */
    router,
    /** An active saver of this organisation, or null. */
    async find(id: string, organisationId: string): Promise<StaffMember | null> {
      const staff = await directory.byId(id);
      return staff && staff.active && staff.role === 'saver' && staff.organisationId === organisationId ? staff : null;
    },
  };
}
