import type { Delivery } from '../../../contract/visits.ts';
import type { IconName } from '../../ui/icons.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';

const LOOK: Readonly<Record<Delivery['state'], { readonly tone: Tone; readonly icon: IconName }>> = {
  planned: { tone: 'plain', icon: 'clock' },
  queued: { tone: 'plain', icon: 'hourglass' },
  sending: { tone: 'plain', icon: 'plane' },
  sent: { tone: 'standard', icon: 'check' },
  seen: { tone: 'standard', icon: 'seen' },
  expired: { tone: 'priority', icon: 'hourglass' },
  cancelled: { tone: 'quiet', icon: 'close' },
  blocked: { tone: 'outside', icon: 'stop' },
  failed: { tone: 'emergency', icon: 'warning' },
  unknown: { tone: 'priority', icon: 'question' },
};

/** How far a message got, as word, icon and colour. */
export function DeliveryState({ delivery }: { readonly delivery: Delivery }) {
  const { cases } = useWords();
  const { tone, icon } = LOOK[delivery.state];
  return (
    <Tag tone={tone} icon={icon}>
      {cases.of('delivery_state', delivery.state)}
    </Tag>
  );
}
