/** Why daypass does not start: what is wrong and how to proceed, in words for the operator. Never holds a secret. */
export class StartRefused extends Error {
  readonly code = 'StartRefused'
}
