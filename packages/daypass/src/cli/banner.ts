import type { Installation } from '../installation/installation.js'
import { keptRootCredentials, rootCredentialsFile } from '../installation/root-credentials.js'
import { dataDirOf } from './data-dir.js'
import { commandName } from './output/command-name.js'
import { quote } from './output/shell.js'

/** Where the root key is: the file it is kept in, or that it was supplied. Throws when there is a file that cannot be read: to be asked before the server listens. */
export function rootKeyPlace({ rootKeyId }: Pick<Installation, 'rootKeyId'>, dataDir: string): string {
  const isKept = keptRootCredentials(dataDir)?.accessKeyId === rootKeyId
  return isKept ? rootCredentialsFile(dataDir) : `as supplied (${rootKeyId})`
}

interface Shown {
  readonly endpoint: string
  readonly installation: Pick<Installation, 'account' | 'isNew'>
  /** See {@link rootKeyPlace}. */
  readonly rootKey: string
  readonly dataDir: string
  readonly dev: boolean
  readonly explainErrors: boolean
}

/** What a start prints: where it is, whose it is, and lines to paste. Reads nothing. */
export function banner({ endpoint, installation, rootKey, dataDir, dev, explainErrors }: Shown): string {
  const where = dataDir === dataDirOf(undefined) ? '' : ` --data-dir ${quoted(dataDir)}`
  return [
    '',
    `daypass is listening on ${endpoint}`,
    ...(installation.isNew ? [`  data              a new installation in ${dataDir}`] : []),
    `  account           ${installation.account}`,
    `  root credentials  ${rootKey}`,
    '  IAM enforcement   ON',
    ...(dev ? ['  --dev             anyone on this machine can move the clock and reset the data'] : []),
    ...(explainErrors ? ['  --explain-errors  error messages contain more than those of AWS, including details of policies'] : []),
    '',
    'In another terminal, as the root user:',
    '',
    `  eval "$(${commandName()} env${where})"`,
    '  aws sts get-caller-identity --endpoint-url "$AWS_ENDPOINT_URL"',
    '',
    '',
  ].join('\n')
}

/** A path as a shell takes it; plain ones stay plain. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : quote(path))
