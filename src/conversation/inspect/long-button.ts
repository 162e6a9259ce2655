import type { Lang } from '../types.ts';
import { canBeNumbered, type ChannelLimits, CHANNEL_LIMITS, lengthOf, NUMBER_WIDTH, SHOWN_IN_PAGES } from './channel-limits.ts';
import { Findings, type Inspection } from './finding.ts';
import type { LocaleFile } from './locale.ts';
import type { Subject } from './subject.ts';
import type { Shown } from './walk-record.ts';

/**
 * A label that is too long for a button of a channel, where neither a `short` label nor a numbered list can stand for it; and a
 * numbered list that is too long for one message.
 */
export function longButton({ program, chats, walk }: Subject): Inspection {
  const findings = new Findings('long-button');
  const say = (lang: Lang, key: string): string =>
    program.texts.say(lang, key, {
      partner: program.texts.say(lang, 'programme.partner'),
      years: program.texts.say(lang, 'programme.years'),
    });
  const look = (chat: LocaleFile, form: Shown, limits: ChannelLimits): void => {
    const question = program.questions.get(form.question);
    const shortOf = (code: string, key: string): string | undefined =>
      chat.texts.get(key.replace('.options.', '.short.')) ?? chat.texts.get(`q.${form.question}.short.${code}`);
    const long = form.options.filter(({ code, key }) => lengthOf(shortOf(code, key) ?? say(chat.lang, key)) > limits.label);
    for (const { key } of form.options) {
      const tooLong = long.some((option) => option.key === key) && !(question && canBeNumbered(question));
      findings.check(
        tooLong ? `${key} has ${lengthOf(say(chat.lang, key))} characters, a button of ${limits.channel} holds ${limits.label}` : null,
        () => chat.place(key),
        { lang: chat.lang },
      );
    }
    const lines = long.length === 0 ? 0 : form.options.reduce((sum, { key }) => sum + lengthOf(say(chat.lang, key)) + NUMBER_WIDTH, 0);
    const body = lengthOf(say(chat.lang, form.key)) + lines;
    findings.check(
      body > limits.body
        ? `${form.key} with its options has ${body} characters, a message of ${limits.channel} holds ${limits.body}`
        : null,
      () => chat.place(form.key),
      { lang: chat.lang },
    );
  };
  for (const chat of chats.values()) {
    for (const forms of walk.shown.values())
      for (const form of forms)
        for (const limits of CHANNEL_LIMITS) look(chat, withOwnChoices(form, program.questions.get(form.question)?.type), limits);
  }
  return findings.all;
}

/** Choices that the engine itself puts under a question. */
function withOwnChoices(form: Shown, type: string | undefined): Shown {
  if (type === 'contact') return { ...form, options: [{ code: 'chat_only', key: `q.${form.question}.options.chat_only` }] };
  if (SHOWN_IN_PAGES.has(form.question))
    return {
      ...form,
      options: form.question === 'summary' ? [{ code: 'ok', key: 'q.summary.ok' }] : [{ code: 'own', key: 'language_name' }],
    };
  return form;
}
