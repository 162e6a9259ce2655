import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Quiet green of pines: buttons, links, the focus ring. */
const pine: MantineColorsTuple = [
  '#eef6f3',
  '#dbebe5',
  '#b8d8cc',
  '#8fc1af',
  '#6bad96',
  '#4b9680',
  '#37826c',
  '#2a6f5a',
  '#1f5a48',
  '#154235',
];
/** Warm greys, so that a day in front of the screen feels like paper. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ee',
  '#eae7e1',
  '#dcd8d0',
  '#c6c1b7',
  '#a39c90',
  '#7d766a',
  '#5e584e',
  '#413d36',
  '#2a2723',
];
const dark: MantineColorsTuple = [
  '#ebe8e3',
  '#cdc9c3',
  '#aaa69f',
  '#86827b',
  '#57534e',
  '#423f3b',
  '#322f2c',
  '#262422',
  '#1c1a19',
  '#131211',
];

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 7 },
  colors: { pine, gray, dark },
  fontFamily:
    'Pretendard, -apple-system, BlinkMacSystemFont, "Apple SD Gothic Neo", "Malgun Gothic", "Segoe UI", "Noto Sans KR", "Noto Sans CJK KR", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK KR", monospace',
  headings: { fontWeight: '650' },
  fontSizes: { xs: '0.8125rem', sm: '0.9rem', md: '1rem', lg: '1.125rem', xl: '1.3125rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45 }, attributes: { header: { role: 'none' } } },
    },
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
  },
});
