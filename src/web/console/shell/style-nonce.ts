/**
 * The nonce that the server put into this page: style elements made at run time bear it, or the content policy refuses
 * them. Browsers hide it from the attribute, so the property is read.
 */
export const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** Where the library that holds the page still behind a dialog looks for it. */
export function shareStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
