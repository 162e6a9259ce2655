import { createTransport } from 'nodemailer';
import type { Settings } from '../../config.ts';
import { advice, type Finding, good, wrong } from './machine.ts';

const PATIENCE_MS = 8_000;

/** Whether the mail server takes our log-in; sends nothing. */
export async function aboutMail({ SMTP_URL, MAIL_FROM }: Settings): Promise<readonly Finding[]> {
  if (SMTP_URL === undefined)
    return [advice('e-mail', 'no mail server is set', 'set SMTP_URL: alerts then also reach staff who have no console open')];
  const { host } = new URL(SMTP_URL);
  const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
  const transport = createTransport({ url: SMTP_URL, ...patience });
  try {
    await transport.verify();
  } catch (error) {
    const { code } = error as { code?: unknown };
    return [
      wrong(
        'e-mail',
        `${host} does not take us (${typeof code === 'string' ? code : 'no answer'})`,
        'check SMTP_URL: host, port, user and password',
      ),
    ];
  } finally {
    transport.close();
  }
  return MAIL_FROM.includes('firststep.invalid')
    ? [
        wrong(
          'e-mail',
          `${host} answers, but the sender is ${MAIL_FROM}`,
          'set MAIL_FROM to an address of yours: mail from an invalid one is thrown away',
        ),
      ]
    : [good('e-mail', `${host} answers`)];
}
