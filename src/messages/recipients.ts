import { type Families, ForgottenError, type Profile } from '../families/index.ts';
import type { StaffDirectory, StaffMember } from '../staff/staff.ts';
import type { DeliveryDocument } from './delivery-row.ts';
import type { Recipient } from './gate.ts';

export interface RecipientDeps {
  readonly families: Pick<Families, 'profileOf' | 'hasConsent'>;
  readonly directory: Pick<StaffDirectory, 'byId'>;
  /** E-mail can be sent. */
  readonly mailConfigured: boolean;
}

/** Recipients as they are now, read anew for each message. */
export function createRecipients({ families, directory, mailConfigured }: RecipientDeps) {
  const profileOf = async (personId: string): Promise<Profile | null> => {
    try {
      return await families.profileOf(personId);
    } catch (error) {
      if (error instanceof ForgottenError) return null;
      throw error;
    }
  };

  return {
    async ofRow({
      personId,
      conversation,
      staffId,
      consent,
      channel,
    }: DeliveryDocument): Promise<{ recipient: Recipient; staff: StaffMember | null }> {
      if (staffId !== null) {
        const staff = await directory.byId(staffId);
        const recipient: Recipient = {
          audience: 'staff',
          active: staff?.active ?? false,
          configured: channel !== 'email' || mailConfigured,
        };
        return { recipient, staff };
      }
      if (personId === null || conversation === null) {
        return { recipient: { audience: 'family', profile: null, consented: false }, staff: null };
      }
      const [profile, consented] = await Promise.all([profileOf(personId), consent === null || families.hasConsent(personId, consent)]);
      return { recipient: { audience: 'family', profile, consented }, staff: null };
    },
  };
}

export type Recipients = ReturnType<typeof createRecipients>;
