import { useEffect, useRef } from 'react';
import { preferences } from './preferences.ts';

export type SingleKeys = Readonly<Record<string, () => void>>;

const EDITABLE = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]';

/** The letter that was meant: with a Korean keyboard `j` arrives as `ㅓ`, so the place of the key decides. */
function letterOf(event: KeyboardEvent): string {
  if (event.key === '/') return '/';
  if (event.key === '?' || (event.code === 'Slash' && event.shiftKey)) return '?';
  if (event.code === 'Slash') return '/';
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : '';
}

/**
 * Keys without Ctrl, Alt or Cmd. They do nothing while someone types, while a dialog or menu is open, or when single
 * keys are switched off (WCAG 2.1.4).
 */
export function useSingleKeys(keys: SingleKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
      if (!preferences().singleKeys) return;
      if (event.target instanceof Element && event.target.closest(EDITABLE)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const act = latest.current[letterOf(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
