import type { Installation } from '../installation/installation.js'
import { keptRootCredentials, rootCredentialsFile } from '../installation/root-credentials.js'
import { dataDirOf } from './data-dir.js'
import { quote } from './output/shell.js'

/** What a start prints: where it is, whose it is, and lines to paste. */
export function banner(shown: { endpoint: string; installation: Installation; dataDir: string; dev: boolean }): string {
  const { endpoint, installation, dataDir, dev } = shown
  const kept = keptRootCredentials(dataDir)?.accessKeyId === installation.rootKeyId
  const where = dataDir === dataDirOf(undefined) ? '' : ` --data-dir ${quoted(dataDir)}`
  return [
    '',
    `daypass serves on ${endpoint}`,
    `  account           ${installation.account}`,
    `  root credentials  ${kept ? rootCredentialsFile(dataDir) : `as supplied (${installation.rootKeyId})`}`,
    '  IAM enforcement   ON',
    ...(dev ? ['  --dev             the clock can be moved and the data reset by anyone on this machine'] : []),
    '',
    'In another terminal, as the root user:',
    '',
    `  eval "$(npx daypass env${where})"`,
    '  aws sts get-caller-identity --endpoint-url "$AWS_ENDPOINT_URL"',
    '',
    '',
  ].join('\n')
}

/** A path as a shell takes it; plain ones stay plain. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : quote(path))
