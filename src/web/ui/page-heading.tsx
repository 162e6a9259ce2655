import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/**
 * The one `h1` of a page. After a change of page it takes the focus, so that a screen reader reads it and the next Tab
 * starts at the page's content; on the first load the browser's own start is left alone.
 *
 * @param title What the browser tab says, without anything about a family.
 * @param keepFocus The page puts the focus elsewhere by itself.
 */
export function PageHeading(props: { readonly title: string; readonly children: ReactNode; readonly keepFocus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const arrivedByLink = useRef(key !== 'default');
  const { title, keepFocus } = props;

  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (arrivedByLink.current && !keepFocus) heading.current?.focus({ preventScroll: false });
  }, [keepFocus]);

  return (
    <Title order={1} size="1.4rem" ref={heading} tabIndex={-1}>
      {props.children}
    </Title>
  );
}
