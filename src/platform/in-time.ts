/** Something took longer than its caller can wait. It may still come to be. */
export class TooSlowError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = 'TooSlowError';
  }
}

/** The same promise, but rejected with `TooSlowError` after `ms`; what it becomes later is nobody's any more. */
export async function inTime<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlowError(ms)), ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
