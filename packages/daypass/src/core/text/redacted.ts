const GONE = '[redacted]'

/** What follows these names, in a query, a form, a header or JSON. */
const NAMED =
  /((?:X-Amz-(?:Security-Token|Signature|Credential)|Signature|SessionToken|SecretAccessKey|WebIdentityToken|SAMLAssertion|TokenCode|Password|Authorization)["']?\s*[=:]\s*["']?)[^&\s,"']+/gi
/** Tokens of sessions, of either version; JSON Web Tokens; private keys. */
const TOKENS = /(?:FwoGZXIvYXdzEBYa|IQoJb3JpZ2luX2Vj)[\w+/=%-]*|\beyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g
const PRIVATE_KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** Secret access keys (40 characters of base64), master keys and the like. */
const KEYS = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{40,}={0,2}|[0-9A-Fa-f]{64})/g

/**
 * A text without what looks like a secret. Messages hold none; this is for the text of a defect, into which anything may have got. A place in a program
 * (`    at ...`) stays, because a path can look like a key.
 */
export const redacted = (text: string): string =>
  text
    .replaceAll(PRIVATE_KEYS, GONE)
    .replaceAll(TOKENS, GONE)
    .replaceAll(NAMED, (_all, name: string) => `${name}${GONE}`)
    .split('\n')
    .map((line) => (line.startsWith('    at ') ? line : line.replaceAll(KEYS, (run) => (isMixed(run) ? GONE : run))))
    .join('\n')

/** Random base64 has capitals, small letters and digits; words and paths seldom have all three. */
const isMixed = (run: string): boolean => /^[0-9a-f]+$/i.test(run) || (/[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run))
