import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { answerWords } from './answer-words.ts';
import styles from './answers-list.module.css';

/** What she answered: question and answer in words. Secret and unsure answers carry their mark. */
export function AnswersList({ referral }: { readonly referral: ReferralDetail }) {
  const words = useWords();
  const { t, cases, dates } = words;
  const today = dates.day(useServerNow());
  return (
    <Panel title={t('answers.title')} icon="message">
      <p className={styles.none}>{t(referral.answers.length === 0 ? 'answers.none' : 'answers.understood')}</p>
      <dl className={styles.answers}>
        {referral.answers.map((answer) => {
          const { text, more, absent } = answerWords(answer, today, words);
          return (
            <div key={answer.question} className={styles.answer}>
              <dt>{cases.question(answer.question)}</dt>
              <dd data-absent={absent || undefined}>
                {answer.masked ? <Icon name="lock" size={15} /> : null}
                <span>
                  {answer.type === 'text' && !absent ? <span lang={referral.lang}>{text}</span> : text}
                  {more ? <span className={styles.more}> ({more})</span> : null}
                </span>
                {answer.sensitivity === 'secret' && !answer.masked ? (
                  <Tag tone="quiet" icon="lock">
                    {t('answers.secret')}
                  </Tag>
                ) : null}
                {answer.needsHumanCheck ? (
                  <Tag tone="priority" icon="question">
                    {t('answers.check_again')}
                  </Tag>
                ) : null}
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
