/** CPU time (user and system) of this process that `work` takes, in microseconds per unit of work. */
export async function cpuPerUnit(work: () => Promise<number> | number): Promise<number> {
  const from = process.cpuUsage();
  const units = await work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / units;
}

/** Runs ours and theirs in turn, so that a machine that changes its speed changes both; the median of each. */
export async function paired(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ ours: number; theirs: number }> {
  await ours();
  await theirs();
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    a.push(await ours());
    b.push(await theirs());
  }
  return { ours: median(a), theirs: median(b) };
}

export const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? 0;
