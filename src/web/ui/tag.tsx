import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './tag.module.css';

export type Tone = 'emergency' | 'urgent' | 'priority' | 'standard' | 'outside' | 'plain' | 'quiet';

/** A short word with an icon. The colour only repeats what the word says. */
export function Tag(props: { readonly tone: Tone; readonly icon?: IconName; readonly children: ReactNode; readonly className?: string }) {
  return (
    <span className={[styles.tag, styles[props.tone], props.className].filter(Boolean).join(' ')}>
      {props.icon ? <Icon name={props.icon} size={14} /> : null}
      <span>{props.children}</span>
    </span>
  );
}
