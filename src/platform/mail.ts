import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Stable id of the message, so that a server which saw it before can tell. */
  readonly messageId: string;
}

/** Staff e-mail. `null` where no SMTP server is configured: then nothing is sent by e-mail and the console says so. */
export interface Mailer {
  /** Throws when the server did not take it. */
  send(mail: Mail): Promise<void>;
}

/** @param url `smtp://user:password@host:port`, or undefined. @param from Sender address. */
export function createMailer(url: string | undefined, from: string): Mailer | null {
  if (url === undefined) return null;
  const transport = createTransport(url, { from });
  return {
    async send({ to, subject, text, messageId }) {
      await transport.sendMail({ to, subject, text, messageId: `<${messageId}@firststep.invalid>` });
    },
  };
}
