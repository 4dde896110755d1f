import { isIP } from 'node:net'
import { readWholeNumber } from '../../core/text/whole-number.js'
import { UsageError } from '../usage-error.js'

/** The flags of `daypass serve` about watching it, as given. */
export interface MonitorFlags {
  readonly adminPort?: string
  readonly adminHost?: string
  readonly logMessages?: 'text' | 'json'
}

/** Where the listener for monitoring is; undefined where there is none. */
export function monitorAddressOf({ adminPort, adminHost }: MonitorFlags): { readonly host: string; readonly port: number } | undefined {
  if (adminPort === undefined) {
    if (adminHost !== undefined) throw new UsageError('--admin-host needs --admin-port. Give both, or neither.')
    return undefined
  }
  const port = readWholeNumber(adminPort, { least: 0, most: 65_535 })
  if (port === undefined) throw new UsageError(`--admin-port must be a number from 0 to 65535, not ${adminPort}.`)
  const host = adminHost ?? '127.0.0.1'
  if (isIP(host) === 0 && host !== 'localhost') throw new UsageError(`--admin-host must be an IP address or localhost, not ${host}.`)
  return { host, port }
}
