import { useSearchParams } from 'react-router';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import { LEVEL_LOOK } from './level-tag.tsx';
import { filterOf, LEVELS, type LevelCode, type QueueFilter, searchOf } from './queue-order.ts';
import styles from './queue-filters.module.css';

/** Filters as pressed and unpressed buttons; the address holds them. */
export function QueueFilters(props: { readonly rows: readonly ReferralRow[]; readonly me: string }) {
  const { t, cases } = useWords();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const change = (part: Partial<QueueFilter>): void => setSearch(searchOf({ ...filter, ...part }), { replace: true });
  const toggle = (level: LevelCode): void =>
    change({ levels: filter.levels.includes(level) ? filter.levels.filter((other) => other !== level) : [...filter.levels, level] });
  const count = (level: LevelCode): number => props.rows.filter((row) => row.level === level).length;

  return (
    <div className={styles.filters} role="group" aria-label={t('filter.label')}>
      <div className={styles.scope}>
        {(['open', 'all'] as const).map((scope) => (
          <button key={scope} type="button" aria-pressed={filter.scope === scope} onClick={() => change({ scope })}>
            {t(`filter.${scope}`)}
          </button>
        ))}
      </div>
      <button type="button" className={styles.chip} aria-pressed={filter.mine} onClick={() => change({ mine: !filter.mine })}>
        <Icon name="user" size={15} /> {t('filter.mine')}{' '}
        <span className={styles.count}>{props.rows.filter((row) => row.assignedTo?.id === props.me).length}</span>
      </button>
      <span className={styles.bar} aria-hidden="true" />
      {LEVELS.filter((level) => count(level) > 0 || filter.levels.includes(level)).map((level) => (
        <button
          key={level}
          type="button"
          className={styles.chip}
          data-tone={LEVEL_LOOK[level].tone}
          aria-pressed={filter.levels.includes(level)}
          onClick={() => toggle(level)}
        >
          <Icon name={LEVEL_LOOK[level].icon} size={15} /> {cases.of('level', level)} <span className={styles.count}>{count(level)}</span>
        </button>
      ))}
    </div>
  );
}
