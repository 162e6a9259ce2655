import { type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './panel.module.css';

/** A titled part of a page; a landmark by its own heading. */
export function Panel(props: {
  readonly title: string;
  readonly icon?: IconName;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  const id = useId();
  return (
    <section className={[styles.panel, props.className].filter(Boolean).join(' ')} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {props.icon ? <Icon name={props.icon} /> : null}
          {props.title}
        </h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
