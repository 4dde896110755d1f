import { escapeUnprintable } from '../../core/text/unprintable.js'

/** A text as one word of a shell, whatever it contains. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A variable of a shell. Throws for a value that a terminal does not show exactly: people also read what is printed for a shell. */
export function exportLine(name: string, value: string): string {
  if (escapeUnprintable(value) !== value) throw new TypeError(`the value of ${name} cannot be shown`)
  return `export ${name}=${quote(value)}`
}

/** An account id. */
export const isAccountId = (value: unknown): value is string => typeof value === 'string' && /^[0-9]{12}$/.test(value)
/** The id of a long-term key (IAM API reference, AccessKey). */
export const isAccessKeyId = (value: unknown): value is string => typeof value === 'string' && /^[A-Z0-9]{16,128}$/.test(value)
/** A secret access key as daypass makes it. */
export const isMadeSecret = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9/+]{40}$/.test(value)
/** A secret that a user chose: at least 16 characters, all visible. */
export const isShownSecret = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 16 && escapeUnprintable(value) === value

/** The address of a server, and nothing else: scheme, host and port. */
export const isEndpoint = (text: string): boolean =>
  /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?$/.test(text) && URL.canParse(text)
