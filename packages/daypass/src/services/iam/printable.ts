import { validationError } from './errors.js'

/** IAM's passwords and keys are of ASCII, whatever its model says (IAM API reference, CreateLoginProfile; the text is observed for private keys). */
const ASCII = /^[\t\n\r\x20-\x7e]*$/

/** Refuses characters that a password, a key or a certificate never has. The error does not contain the value. */
export function requirePrintable(text: string | undefined, parameter: string): void {
  if (text !== undefined && !ASCII.test(text))
    throw validationError(`The specified value for ${parameter} is invalid. It must contain only printable ASCII characters.`)
}
