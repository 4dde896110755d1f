import { UsageError } from '../usage-error.js'

/** Why a call failed: a code, or node's words. */
export const reasonOf = (error: unknown): string => (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message

/** Why a call failed, in words, if the server's certificate was the reason; undefined otherwise. `where` is the server's address. */
export function certificateRefusal(error: unknown, where: string): UsageError | undefined {
  const reason = reasonOf(error)
  if (!/CERT|SIGNED|ISSUER|ALTNAME/.test(reason)) return undefined
  return new UsageError(`The certificate of ${where} is not trusted (${reason}). NODE_EXTRA_CA_CERTS names a file of authorities to trust.`)
}
