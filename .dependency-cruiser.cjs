/**
 * Who may import whom. Anything that a rule does not list is forbidden. The picture behind it is in README.md,
 * "How data flows": nothing flows back up. Circles inside a folder are found by oxlint (import/no-cycle).
 *
 * The parser does not tell an import of a type from any other, so these rules hold for types too.
 */

/** Product slices from left to right: a slice knows those to its left, through their index.ts, and none to its right. */
const SLICES = ['families', 'messages', 'inbox', 'referrals', 'cases', 'savers', 'visits', 'funds', 'coaching', 'insight'];

const ENGINES = ['^src/conversation/', '^src/rules/'];
const FOUNDATION = ['^src/contract/', '^src/platform/'];

/** Packages by name; their types count as the package. */
const packages = (...names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

const { builtinModules } = require('node:module');
const NODE = `^(node:)?(${builtinModules.filter((name) => /^[a-z]\w*$/.test(name)).join('|')})(/|$)`;

/** What the shell may use freely, and a pure engine never. */
const ANY_PACKAGE = ['^node_modules/', NODE];

/** `from` may import itself and `may`, nothing else. */
const only = (name, comment, from, may) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [from, ...may], couldNotResolve: false },
});

const sliceRules = SLICES.map((slice, place) =>
  only(
    `${slice}-knows-only-its-left`,
    `${slice} may import the engines, contract, staff, organisations, channels/channel.ts, platform, and of the slices to its left only the index.ts.`,
    `^src/${slice}/`,
    [
      ...ENGINES,
      ...FOUNDATION,
      '^src/staff/',
      '^src/organisations/',
      '^src/channels/channel\\.ts$',
      ...SLICES.slice(0, place).map((left) => `^src/${left}/index\\.ts$`),
      ...ANY_PACKAGE,
    ],
  ),
);

module.exports = {
  forbidden: [
    only(
      'rules-are-pure',
      'rules may import zod, CEL and luxon, and yaml for lines in error messages: the same facts give the same outcome, whoever asks.',
      '^src/rules/',
      packages('zod', '@marcbachmann/cel-js', 'luxon', 'yaml'),
    ),
    only(
      'conversation-is-pure',
      'conversation may import rules, zod, luxon, i18next and yaml: no node:*, no database, no queue, no web server, no channel.',
      '^src/conversation/',
      ['^src/rules/', ...packages('zod', 'luxon', 'i18next', 'yaml')],
    ),
    ...sliceRules,
    only('staff-knows-no-slice', 'staff may import contract and platform.', '^src/staff/', [...FOUNDATION, ...ANY_PACKAGE]),
    only('organisations-know-no-slice', 'organisations may import contract and platform.', '^src/organisations/', [
      ...FOUNDATION,
      ...ANY_PACKAGE,
    ]),
    only(
      'channel-port-knows-no-feature',
      'channels/channel.ts is the port: it knows the types of a conversation and nothing else.',
      '^src/channels/channel\\.ts$',
      ['^src/conversation/types\\.ts$'],
    ),
    {
      name: 'channels-know-no-feature',
      comment:
        'A channel may import channels/channel.ts, channels/botkit, contract, platform and its SDK; never a slice or another channel: app.ts hands it what it needs.',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: {
        pathNot: [
          '^src/channels/$1/',
          '^src/channels/channel\\.ts$',
          '^src/channels/botkit/',
          '^src/web/chat/',
          '^src/conversation/types\\.ts$',
          ...FOUNDATION,
          ...ANY_PACKAGE,
        ],
        couldNotResolve: false,
      },
    },
    {
      name: 'page-of-webchat-only',
      comment: "The family's page (web/chat, pure HTML) is put out by channels/webchat alone.",
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/channels/webchat/', '^src/web/chat/', '^src/(app|content|main)\\.ts$', '^src/commands/'] },
      to: { path: '^src/web/chat/' },
    },
    only('platform-knows-no-product', 'platform may import packages only: it has no product words.', '^src/platform/', ANY_PACKAGE),
    only('contract-is-zod', 'contract may import zod: it is shared with the browser.', '^src/contract/', packages('zod')),
    only(
      'web-knows-the-contract-only',
      "web may import contract, web/ui and the texts it shows, React and Mantine; never the rest of src, which is the server's.",
      '^src/web/',
      [
        '^src/contract/',
        '^locales/',
        ...packages('react', 'react-dom', 'react-router', '@mantine/[^/]+', '@tanstack/react-query', 'dayjs', 'i18next', 'zod', 'vite'),
      ],
    ),
    {
      name: 'ui-and-page-know-no-console',
      comment: 'web/ui and web/chat are used by others and do not know the console.',
      severity: 'error',
      from: { path: '^src/web/(ui|chat)/' },
      to: { path: '^src/web/console/' },
    },
    {
      name: 'nobody-imports-the-wiring',
      comment:
        'app (with its folder), content, config, main and commands wire everything together; they may import anything, and nobody imports them.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(app|content|config|main)\\.ts$', '^src/(app|commands)/'] },
      to: { path: ['^src/(app|content|config|main)\\.ts$', '^src/(app|commands)/'] },
    },
    {
      name: 'botkit-stays-in-channels',
      comment: 'Botkit is transport: channels and the wiring know it, nobody else.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/channels/', '^src/app\\.ts$'] },
      to: { path: packages('botkit', 'botbuilder[^/]*') },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-package',
      comment: 'The product runs without the development packages.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['^node_modules/@types/', '^node_modules/vite/client'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['^node_modules/', '^locales/'] },
    exclude: { path: ['\\.css$'] },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
