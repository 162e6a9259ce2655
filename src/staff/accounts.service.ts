import type { Auth } from './auth.ts';
import type { Members } from './members.store.ts';
import type { StaffMember } from './staff.ts';

export interface NewMember extends Omit<StaffMember, 'id' | 'active'> {
  readonly password: string;
  readonly demo?: boolean;
}

export type Accounts = ReturnType<typeof createAccounts>;

/** Accounts of staff: made by us, never by a stranger. */
export function createAccounts(auth: Auth, members: Members) {
  return {
    /**
     * Makes a member with a password, in steps that may each be done again: an account of this e-mail that is there
     * already gets the new password and data.
     */
    async create({ password, demo = false, ...member }: NewMember): Promise<StaffMember> {
      const email = member.email.trim().toLowerCase();
      const { internalAdapter, password: hasher } = await auth.$context;
      const hash = await hasher.hash(password);
      const known = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
      const user =
        known?.user ?? (await internalAdapter.createUser({ email, name: member.name, emailVerified: true }, { method: 'admin' }));
      if (known?.accounts.some(({ providerId }) => providerId === 'credential')) await internalAdapter.updatePassword(user.id, hash);
      else await internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password: hash });
      if (known) await internalAdapter.deleteUserSessions(user.id);
      const made: StaffMember = { ...member, email, id: user.id, active: true };
      await members.save(made, demo);
      return made;
    },

    /** Ends someone's access at once, open sessions included. */
    async deactivate(id: string): Promise<void> {
      await members.setActive(id, false);
      await (await auth.$context).internalAdapter.deleteUserSessions(id);
    },
  };
}
