import { createInterface } from 'node:readline';
import { keepTalking, type Talk } from './chat-client.ts';

/** The load of the `http` bench, in a process of its own: takes orders, a JSON line each, and answers each with a line. */
export type Order = Talk & { readonly connections: number; readonly seconds: number };

process.stdin.on('end', () => process.exit(0));
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await keepTalking(JSON.parse(line) as Order))}\n`);
}
