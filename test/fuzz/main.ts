import { parseArgs } from 'node:util';
import { loadContent } from '../../src/content.ts';
import { ROOT } from '../conversation/program.ts';
import { fuzz, reportFuzz } from './fuzz.ts';
import { phrasesOf } from './phrases.ts';

/** `npm run fuzz -- --messages N --seed N` */
const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const { program } = loadContent(ROOT);
const options = { messages: Number(values.messages), seed: Number(values.seed), phrases: phrasesOf(ROOT, program) };
process.exitCode = reportFuzz(fuzz(program, options), (line) => void process.stdout.write(`${line}\n`));
