import { type RefObject, useEffect, useRef } from 'react';

/** The link of a row, which stands for the row when the keyboard is on it. */
export const linkOf = (list: HTMLElement | null, id: string): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-referral="${CSS.escape(id)}"]`) ?? null;

interface Place {
  readonly id: string;
  readonly place: number;
}

/**
 * Keeps the keyboard in a list that changes under it: a row that was accepted loses its button, one that moved loses the
 * focus, one that somebody else took is gone. The row, or the one that now stands in its place, gets the focus back.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>, ids: readonly string[]): void {
  const last = useRef<Place | null>(null);
  const present = useRef(ids);

  useEffect(() => {
    present.current = ids;
    const was = last.current;
    if (!was || document.activeElement !== document.body) return;
    const id = ids.includes(was.id) ? was.id : ids[Math.min(was.place, ids.length - 1)];
    if (id !== undefined) linkOf(list.current, id)?.focus();
  });

  useEffect(() => {
    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof Element) || target.closest('[role="dialog"]')) return;
      const id = list.current?.contains(target) && target.closest('li')?.querySelector<HTMLElement>('[data-referral]')?.dataset['referral'];
      last.current = id ? { id, place: present.current.indexOf(id) } : null;
    };
    // Who clicks beside the list has left it.
    const onPointer = ({ target }: PointerEvent): void => {
      if (target instanceof Node && !list.current?.contains(target)) last.current = null;
    };
    document.addEventListener('focusin', onFocus);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('pointerdown', onPointer);
    };
  }, [list]);
}
