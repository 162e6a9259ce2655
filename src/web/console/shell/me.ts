import { createContext, useContext } from 'react';
import type { Me } from '../../../contract/staff.ts';

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Only inside the shell. */
export function useSignedIn(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useSignedIn outside of the shell');
  return me;
}
