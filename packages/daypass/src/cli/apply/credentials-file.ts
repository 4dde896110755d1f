import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Keys } from '../../apply/accounts.js'
import type { CallingKey } from '../../apply/calls/transport.js'
import { readPrivateFile, UnreadableFile, writePrivateFile } from '../../store/private-file.js'
import { readSmallFile } from '../../store/small-file.js'
import { UsageError } from '../usage-error.js'

/** The file of profiles that the AWS CLI reads. */
export const defaultCredentialsFile = (environment: NodeJS.ProcessEnv): string =>
  environment.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials')

/** The profile that has the key of an account. */
const profileOf = (account: string): string => `daypass-${account}`

/** The keys of other accounts: profiles of two files, of which one may get new ones. */
export function keysInFiles({ credentialsFile, writeKeys }: { credentialsFile: string; writeKeys: string | undefined }): Keys {
  const profiles = () => {
    const own = writeKeys === undefined ? undefined : privateText(writeKeys)
    return [readProfiles(own ?? ''), readProfiles(publicText(credentialsFile))]
  }
  let read = profiles()
  const keep = (file: string) => (account: string, key: CallingKey) => {
    const section = `[${profileOf(account)}]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`
    const before = privateText(file) ?? ''
    writeText(file, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${section}`)
    read = profiles()
  }
  return {
    of: (account) => read.map((one) => one.get(profileOf(account))).find((key) => key !== undefined),
    where: (account) => `profile ${profileOf(account)} of ${writeKeys ?? credentialsFile}`,
    keep: writeKeys === undefined ? undefined : keep(writeKeys),
    // What is there is written again: a disk that is full, or a folder without permission, refuses that too.
    ...(writeKeys !== undefined && { tryKeeping: () => writeText(writeKeys, privateText(writeKeys) ?? '') }),
    keepProblem: (account) =>
      writeKeys !== undefined && read[0]?.has(profileOf(account))
        ? `But ${writeKeys} has a profile ${profileOf(account)}, perhaps of another server. Remove it, or use another file.`
        : undefined,
    howToKeep: 'Give --write-keys FILE.',
    howToGive: (account) =>
      `Put its key into profile ${profileOf(account)} of ${writeKeys ?? credentialsFile}, or name another file that has this profile with --credentials-file.`,
  }
}

function publicText(file: string): string {
  try {
    return readSmallFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new UsageError(`The credentials file cannot be read: ${(error as Error).message}`)
  }
}

/** The file that keys are written to. It is replaced as a whole, so it must be a file that its owner alone may read, and no link. */
function privateText(file: string): string | undefined {
  try {
    const found = readPrivateFile(file)
    if (found !== undefined && (found.mode & 0o077) !== 0)
      throw new UsageError(`${file} can be read by others, and would hold keys of root users: chmod 600 ${file}`)
    return found?.text
  } catch (error) {
    if (error instanceof UsageError) throw error
    const what = error instanceof UnreadableFile ? 'Name a regular file.' : ''
    throw new UsageError(`The file for keys cannot be used: ${(error as Error).message} ${what}`.trim())
  }
}

function writeText(file: string, text: string): void {
  try {
    writePrivateFile(file, text)
  } catch (error) {
    throw new UsageError(`The file for keys cannot be written: ${(error as Error).message}`)
  }
}

/** The keys of a credentials file by profile (AWS CLI user guide, "Configuration and credential file settings"). */
export function readProfiles(text: string): ReadonlyMap<string, CallingKey> {
  const settings = new Map<string, Map<string, string>>()
  let profile: Map<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[\s*(.+?)\s*\]/.exec(line)
    if (header) {
      profile = settings.get(header[1] ?? '') ?? new Map()
      settings.set(header[1] ?? '', profile)
    }
    const setting = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/i.exec(line)
    if (setting) profile?.set((setting[1] ?? '').toLowerCase(), setting[2] ?? '')
  }
  const keys = [...settings].flatMap(([name, one]) => {
    const [accessKeyId, secretAccessKey] = [one.get('aws_access_key_id'), one.get('aws_secret_access_key')]
    if (!accessKeyId || !secretAccessKey) return []
    return [[name, { accessKeyId, secretAccessKey, sessionToken: one.get('aws_session_token') || undefined }] as const]
  })
  return new Map(keys)
}
