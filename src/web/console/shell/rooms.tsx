import { NavLink } from 'react-router';
import type { StaffRole } from '../../../contract/staff.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { ConsoleKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/words.tsx';
import styles from './rooms.module.css';

interface Room {
  readonly to: string;
  readonly icon: IconName;
  readonly name: ConsoleKey;
  readonly open: (role: StaffRole) => boolean;
}

/** Roles that work on referrals. The server decides what each may see; this only says which doors are shown. */
export const workRole = (role: StaffRole): boolean => role === 'case_manager' || role === 'supervisor' || role === 'administrator';

const visits = (role: StaffRole): boolean => role === 'saver';

const ROOMS: readonly Room[] = [
  { to: '/referrals', icon: 'inbox', name: 'rooms.referrals', open: workRole },
  { to: '/my-visits', icon: 'calendar', name: 'rooms.my_visits', open: visits },
];

/** Where a person of this role starts the day. */
export const firstRoom = (role: StaffRole): string => ROOMS.find((room) => room.open(role))?.to ?? '/nothing-here-yet';

export function Rooms(props: { readonly role: StaffRole }) {
  const { t } = useWords();
  return (
    <ul className={styles.rooms}>
      {ROOMS.filter((room) => room.open(props.role)).map((room) => (
        <li key={room.to}>
          <NavLink to={room.to} className={styles.room ?? ''}>
            <Icon name={room.icon} size={20} />
            {t(room.name)}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
