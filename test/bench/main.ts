import { parseArgs } from 'node:util';
import { loadContent } from '../../src/content.ts';
import { ROOT } from '../conversation/program.ts';
import { benchCommit } from './commit.ts';
import { benchConsole } from './console.ts';
import { benchEngine } from './engine.ts';
import { benchGrowth } from './growth.ts';
import { benchHttp } from './http.ts';
import { benchMemory } from './memory.ts';
import { benchReminders } from './reminders.ts';
import { type Figure, tableOf, withRatio } from './report.ts';
import { benchRules } from './rules.ts';
import { benchStart } from './start.ts';

interface Sizes {
  /** Stored turns of the large database of `growth`. */
  readonly turns: number;
  /** And its referrals. */
  readonly referrals: number;
  readonly visits: number;
  readonly conversations: number;
  /** Open referrals of one organisation, for `console`. */
  readonly queue: number;
}

type Bench = (program: ReturnType<typeof loadContent>['program'], sizes: Sizes) => Promise<readonly Figure[]>;

const BENCHES: Readonly<Record<string, Bench>> = {
  engine: benchEngine,
  rules: benchRules,
  http: benchHttp,
  commit: benchCommit,
  growth: benchGrowth,
  reminders: benchReminders,
  memory: benchMemory,
  start: benchStart,
  console: benchConsole,
};

/** `npm run bench -- [NAME…] [--turns N] [--referrals N] [--visits N] [--conversations N] [--queue N]`: one JSON object a line, then a table. */
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    turns: { type: 'string', default: '5000000' },
    referrals: { type: 'string', default: '1000000' },
    visits: { type: 'string', default: '100000' },
    conversations: { type: 'string', default: '100000' },
    queue: { type: 'string', default: '10000' },
  },
});
const sizes: Sizes = {
  turns: Number(values.turns),
  referrals: Number(values.referrals),
  visits: Number(values.visits),
  conversations: Number(values.conversations),
  queue: Number(values.queue),
};
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0 || !Object.values(sizes).every((size) => Number.isInteger(size) && size > 0)) {
  process.stderr.write(
    `Not understood: ${unknown.join(', ') || 'a size'}. There are: ${Object.keys(BENCHES).join(', ')}; sizes are whole numbers\n`,
  );
  process.exitCode = 2;
} else {
  const { program } = loadContent(ROOT);
  const reported = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const figure of (await bench(program, sizes)).map(withRatio)) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      reported.push(figure);
    }
  }
  process.stdout.write(`\n${tableOf(reported)}\n`);
}
