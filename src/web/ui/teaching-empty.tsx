import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './teaching-empty.module.css';

/** What is said where nothing is: why it is empty, and what will appear here. */
export function TeachingEmpty(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.badge}>
        <Icon name={props.icon} size={24} />
      </span>
      <p className={styles.title}>{props.title}</p>
      <p className={styles.text}>{props.text}</p>
      {props.children ? <div className={styles.actions}>{props.children}</div> : null}
    </div>
  );
}
