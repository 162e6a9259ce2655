import type { MongoClient } from 'mongodb';
import type { SavedView, SaveView } from '../contract/queue.ts';
import type { NewId } from '../platform/ids.ts';
import { forbidden, notFound, ProblemError } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import { type Audit, mayDo, type StaffMember } from '../staff/index.ts';
import type { ViewDocument, ViewStore } from './views.store.ts';

/** Most views that one person keeps: more would not be found again. */
const MOST = 30;

const viewOf = ({ _id, name, filter }: ViewDocument): SavedView => ({ id: _id, name, filter });

const tooMany = (): ProblemError =>
  new ProblemError({
    status: 422,
    slug: 'too-many-views',
    title: `Nobody keeps more than ${MOST} views`,
    kept: 'nothing was changed',
  });

export type Views = ReturnType<typeof createViews>;

/** Filters of the queue that a person keeps; each sees only the own ones. */
export function createViews(deps: {
  readonly client: MongoClient;
  readonly views: ViewStore;
  readonly audit: Audit;
  readonly newId: NewId;
}) {
  const { client, views, audit, newId } = deps;
  const allowed = (staff: StaffMember): void => {
    if (!mayDo(staff, 'queue.read', staff)) throw forbidden('Your role has no queue');
  };
  return {
    async list(staff: StaffMember): Promise<SavedView[]> {
      allowed(staff);
      return (await views.of(staff.id)).map(viewOf);
    },

    save(staff: StaffMember, { name, filter }: SaveView): Promise<SavedView> {
      allowed(staff);
      return inTransaction(client, async (tx) => {
        const own = await views.of(staff.id, tx);
        const known = own.find((view) => view.name === name);
        if (!known && own.length >= MOST) throw tooMany();
        const view = { _id: known?._id ?? newId(), staffId: staff.id, name, filter };
        await views.put(view, tx);
        await audit.append(
          { who: staff.id, action: 'view_saved', subject: 'queue_view', subjectId: view._id, fields: Object.keys(filter) },
          tx,
        );
        return viewOf(view);
      });
    },

    /** Throws 404 for a view of somebody else. */
    async remove(staff: StaffMember, id: string): Promise<void> {
      allowed(staff);
      await inTransaction(client, async (tx) => {
        if (!(await views.remove(staff.id, id, tx))) throw notFound('This view');
        await audit.append({ who: staff.id, action: 'view_removed', subject: 'queue_view', subjectId: id }, tx);
      });
    },
  };
}
