/** What a failed e-mail means: try `again`, it was `refused` for good, or it is `unclear` whether it was taken. */
export type MailFault = 'again' | 'refused' | 'unclear';

/** Codes of the mail library for a connection that broke or fell silent. */
const BROKEN: readonly unknown[] = ['ESOCKET', 'ECONNECTION', 'ETIMEDOUT'];

/**
 * Reads an error of the mail library. A server's own answer (4xx, 5xx) is sure, and so is a connection that never stood;
 * one that broke later says nothing about the message.
 */
export function mailFault(error: unknown): MailFault {
  if (typeof error !== 'object' || error === null) return 'again';
  const { responseCode, code, syscall } = error as { responseCode?: unknown; code?: unknown; syscall?: unknown };
  if (typeof responseCode === 'number') return responseCode >= 500 ? 'refused' : 'again';
  return BROKEN.includes(code) && syscall !== 'connect' ? 'unclear' : 'again';
}
