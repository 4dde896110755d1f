// What a client or the server may see of this machine: a path, a home that does not exist, and no settings of AWS or daypass.
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

/** The variables from which every AWS client reads its key. */
export function keyVariables(key: Key): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = key
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  }
}

/** The clients that this machine does not have, as `npm test` found. Their tests are skipped; with CI=true the list is empty. */
export const without = (client: string): boolean => (process.env.CONFORMANCE_WITHOUT ?? '').split(',').includes(client)

/** A new folder, deleted by `remove`. */
export function scratchFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'daypass-conformance-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
