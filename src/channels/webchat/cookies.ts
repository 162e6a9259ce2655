/** Cookies of the page. Neutral names: whoever looks at the list learns nothing. */
export type CookieName = 'chat' | 'view' | 'away';

/** A conversation can be taken up again for half a year after the last visit to the page. */
const KEPT_SECONDS = 180 * 86_400;

/** With TLS the `__Host-` prefix: no other host of the domain can set it. */
export const cookieName = (name: CookieName, secure: boolean): string => (secure ? `__Host-${name}` : name);

export function readCookie(header: string | undefined, name: CookieName, secure: boolean): string | null {
  const wanted = `${cookieName(name, secure)}=`;
  for (const part of (header ?? '').slice(0, 8_192).split(';')) {
    const cookie = part.trim();
    if (cookie.startsWith(wanted)) return cookie.slice(wanted.length);
  }
  return null;
}

/**
 * `away` can be set by the page's script, too: it hides before we are asked, and holds a turn's number.
 *
 * @param value Base64url, digits and dots only. Null removes the cookie.
 */
export function cookieHeader(name: CookieName, value: string | null, secure: boolean): string {
  const age = value === null ? 0 : KEPT_SECONDS;
  return `${cookieName(name, secure)}=${value ?? ''}; Path=/; Max-Age=${age}${name === 'away' ? '' : '; HttpOnly'}; SameSite=Lax${secure ? '; Secure' : ''}`;
}
