// What a client or the server may see of the machine it runs on: a path, a home that is nowhere, and no setting of AWS's or ours.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Long-term credentials, or temporary ones with their token. */
export interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** An environment without anything inherited; `extra` is added last. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
    ...extra,
  }
}

/** The variables every AWS client reads its key from. */
export function keyVariables(key: Key): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = key
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  }
}

/** The clients this machine lacks, as `npm test` found; their tests are skipped, and with CI=true there are none. */
export const without = (client: string): boolean => (process.env.CONFORMANCE_WITHOUT ?? '').split(',').includes(client)

/** A folder of its own, gone when `remove` is called. */
export function scratchFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'daypass-conformance-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
