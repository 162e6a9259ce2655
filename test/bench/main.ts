import { loadContent } from '../../src/content.ts';
import { ROOT } from '../conversation/program.ts';
import { benchEngine } from './engine.ts';
import { benchHttp } from './http.ts';
import { type Figure, tableOf, withRatio } from './report.ts';
import { benchRules } from './rules.ts';

type Bench = (program: ReturnType<typeof loadContent>['program']) => Promise<readonly Figure[]>;

const BENCHES: Readonly<Record<string, Bench>> = { engine: benchEngine, rules: benchRules, http: benchHttp };

/** `npm run bench -- [NAME…]`: one JSON object a line, then a table. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`No bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const { program } = loadContent(ROOT);
  const reported = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const figure of (await bench(program)).map(withRatio)) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      reported.push(figure);
    }
  }
  process.stdout.write(`\n${tableOf(reported)}\n`);
}
