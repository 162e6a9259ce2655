// Ends what a run has left behind when the run itself was killed: reads `start PID`, `end PID` and `folder PATH` on its
// standard input, and does its work when that closes.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const pids = new Set();
const folders = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  const [what, value = ''] = line.split(/ (.*)/s);
  if (what === 'start') pids.add(Number(value));
  if (what === 'end') pids.delete(Number(value));
  if (what === 'folder') folders.add(value);
}
for (const pid of pids) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
