import type { ReferralRow } from '../../../contract/referrals.ts';
import type { IconName } from '../../ui/icons.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';

export const LEVEL_LOOK: Readonly<Record<ReferralRow['level'], { readonly tone: Tone; readonly icon: IconName }>> = {
  emergency: { tone: 'emergency', icon: 'siren' },
  urgent_24h: { tone: 'urgent', icon: 'hourglass' },
  priority_3d: { tone: 'priority', icon: 'flag' },
  standard_7d: { tone: 'standard', icon: 'leaf' },
  outside_handover: { tone: 'outside', icon: 'outside' },
  information_only: { tone: 'plain', icon: 'info' },
};

/** A level as word, icon and colour. */
export function LevelTag({ level }: { readonly level: ReferralRow['level'] }) {
  const { cases } = useWords();
  return (
    <Tag tone={LEVEL_LOOK[level].tone} icon={LEVEL_LOOK[level].icon}>
      {cases.of('level', level)}
    </Tag>
  );
}
