/** The running process that holds the lock, or null. */
export function holderOf(text: string): number | null;
/** Runs `work` while no other set-up runs in this checkout; `work` enters the ids of its children. */
export function alone<T>(root: string, work: (started: (pid: number) => void) => Promise<T>): Promise<T>;
