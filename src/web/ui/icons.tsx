import type { ReactNode } from 'react';

/**
 * Drawn icons, 24 × 24, in the colour of the text beside them. They are always decoration next to words, so they are
 * hidden from screen readers; an icon-only button carries its own label.
 */
const PATHS = {
  siren:
    'M7 18v-5a5 5 0 0 1 10 0v5M5 21h14a1 1 0 0 0 1-1 2 2 0 0 0-2-2H6a2 2 0 0 0-2 2 1 1 0 0 0 1 1ZM12 2v2M4.5 5.5l1.4 1.4M19.5 5.5l-1.4 1.4M2 13h1.5M20.5 13H22',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2',
  hourglass: 'M6 2h12M6 22h12M7 2v4.5c0 2.5 5 4 5 5.5s-5 3-5 5.5V22M17 2v4.5c0 2.5-5 4-5 5.5s5 3 5 5.5V22',
  flag: 'M5 22V3M5 4c5-3 9 3 14 0v10c-5 3-9-3-14 0',
  leaf: 'M5 20c0-9 5-15 15-16 0 10-5 15-12 15M5 20c1-4 4-8 9-10',
  outside: 'M14 3h7v7M21 3l-9 9M19 14v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.5v.1',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  quiet:
    'M10.6 5.1A9.6 9.6 0 0 1 12 5c6 0 9.5 7 9.5 7a17 17 0 0 1-2.6 3.6M6.5 6.6C4 8.4 2.5 12 2.5 12s3.500 7 9.5 7a9 9 0 0 0 5-1.500M9.900 9.900a3 3 0 0 0 4.200 4.200M3 3l18 18',
  phone: 'M5 3h4l2 5-2.500 1.500a12 12 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2Z',
  message: 'M20 4H4a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h4v3.500l5-3.500h7a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1Z',
  calendar: 'M4 6a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1ZM4 10h16M8 3v4M16 3v4',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c0-4 3.500-6.500 8-6.500s8 2.500 8 6.500',
  home: 'M3 11.500 12 4l9 7.500M6 9.500V20h12V9.500M10 20v-5.500h4V20',
  place: 'M12 21s7-6.500 7-11.500a7 7 0 1 0-14 0C5 14.500 12 21 12 21ZM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
  sun: 'M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300 19 19M5 19l1.700-1.700M17.300 6.700 19 5',
  screen: 'M3 5h18v11H3ZM8 20h8M12 16v4',
  keyboard: 'M3 6h18v12H3ZM7 10v.1M10.500 10v.1M14 10v.1M17.500 10v.1M7 14h10',
  bell: 'M6 16.500V11a6 6 0 1 1 12 0v5.500l1.500 2h-15ZM10 21h4',
  offline:
    'M3 3l18 18M8.500 15.500a5 5 0 0 1 5-1.200M5 12a10 10 0 0 1 4-2.400M2 8.500A15 15 0 0 1 6.500 5.700M11 4.600A15 15 0 0 1 22 8.500M14.500 10A10 10 0 0 1 19 12M12 19v.1',
  print: 'M7 8V3h10v5M7 17H4a1 1 0 0 1-1-1v-6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v6a1 1 0 0 1-1 1h-3M7 14h10v7H7Z',
  left: 'M14.500 5.500 8 12l6.500 6.500',
  right: 'M9.500 5.500 16 12l-6.500 6.500',
  copy: 'M9 9h11v12H9ZM5 15H4V3h11v2',
  refresh: 'M20 5v5h-5M4 19v-5h5M19.500 10A8 8 0 0 0 5.500 7M4.500 14a8 8 0 0 0 14 3',
  lock: 'M6 11h12v10H6ZM8.500 11V7.500a3.500 3.500 0 1 1 7 0V11',
  warning: 'M12 4 2.500 20.500h19ZM12 10v5M12 17.500v.1',
  inbox: 'M3 13 6 4h12l3 9v7H3ZM3 13h5l1.500 3h5L16 13h5',
  leave: 'M14 4h5v16h-5M4 12h11M11 8l4 4-4 4',
  note: 'M5 3h14v12l-5 6H5ZM14 21v-6h5M9 8h6M9 12h4',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c3 3 3.500 6 3.500 9s-.500 6-3.500 9c-3-3-3.500-6-3.500-9s.500-6 3.500-9Z',
  sound: 'M4 9.500v5h4l5 4v-13l-5 4ZM16.500 9a4.500 4.500 0 0 1 0 6M19 6.500a8.500 8.500 0 0 1 0 11',
  plane: 'M21 3 3 10.500l7 3.500 3.500 7Z M21 3 10 14',
  stop: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600',
  seen: 'M2.500 12.500 7 17l9-10M11.500 16l1 1 9-10',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.500 9.500a2.500 2.500 0 1 1 3.600 2.300c-.800.400-1.100 1-1.100 2M12 17v.1',
  heart: 'M12 20S3.500 15 3.500 9a4.500 4.500 0 0 1 8.500-2 4.500 4.500 0 0 1 8.500 2c0 6-8.500 11-8.500 11Z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { readonly name: IconName; readonly size?: number }): ReactNode {
  const size = props.size ?? 18;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="fs-icon"
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}
