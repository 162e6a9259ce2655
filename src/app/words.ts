import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTexts, formatInstant, type Lang, type Program, type Texts, type TextTree } from '../conversation/index.ts';
import type { LocalAlert } from '../platform/local-alerts.ts';
import type { StaffMember } from '../staff/index.ts';

/** `locales/<lang>/messages.json` of every language that has one; a language without speaks English. */
export function messageTexts(root: string, langs: readonly Lang[]): Texts {
  const trees = new Map<Lang, TextTree>();
  for (const lang of langs) trees.set(lang, JSON.parse(readFileSync(join(root, 'locales', lang, 'messages.json'), 'utf8')) as TextTree);
  return createTexts(trees);
}

/** What a stored consent bears of the words that were agreed to: their hash, in the language in which they were read. */
export const consentTextHash =
  ({ texts }: Program) =>
  (consent: string, version: string, lang: Lang): string =>
    createHash('sha256')
      .update(`${consent}\0${version}\0${texts.say(lang, `q.${consent === 'consent_contact' ? 'contact' : consent}.text`)}`)
      .digest('hex');

/** The e-mail to staff about an alert that the database does not have yet: rule, language and time, no words of hers. */
export const unsavedAlertLetter =
  (texts: Texts) =>
  ({ rules, lang, at }: LocalAlert, { locale }: StaffMember): { readonly subject: string; readonly text: string } => {
    const words = { rules: rules.join(' '), language: lang ?? '', when: formatInstant(locale, at.toISOString()) };
    return {
      subject: texts.say(locale, 'staff.alert_unsaved.subject', words),
      text: texts.say(locale, 'staff.alert_unsaved.text', words),
    };
  };
