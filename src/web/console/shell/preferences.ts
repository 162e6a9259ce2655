import { useSyncExternalStore } from 'react';
import { CONSOLE_LANGS, type ConsoleLang } from '../i18n/translate.ts';

/** What a person chose on this computer. Nothing about families is ever kept in the browser. */
interface Preferences {
  readonly singleKeys: boolean;
  readonly sound: boolean;
}

const KEYS = { singleKeys: 'firststep-single-keys', sound: 'firststep-sound' } as const;
const LANGUAGE = 'firststep-language';
export const COLOUR_SCHEME = 'firststep-colour-scheme';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    if (error instanceof DOMException) return null; // storage switched off: the presets count
    throw error;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage switched off: the choice holds until the page closes
  }
}

let present: Preferences = { singleKeys: read(KEYS.singleKeys) !== 'off', sound: read(KEYS.sound) !== 'off' };
const listeners = new Set<() => void>();

/** Switches one choice and tells every component that shows it. */
export function prefer(name: keyof Preferences, on: boolean): void {
  present = { ...present, [name]: on };
  write(KEYS[name], on ? 'on' : 'off');
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => present);
export const preferences = (): Preferences => present;

/** The language chosen on this computer, or null when nobody chose one yet. */
export function storedLang(): ConsoleLang | null {
  const stored = read(LANGUAGE);
  return CONSOLE_LANGS.find((lang) => lang === stored) ?? null;
}

export const storeLang = (lang: ConsoleLang): void => write(LANGUAGE, lang);
