import { resolve } from 'node:path'
import type { Installation } from '../installation/installation.js'
import { keptRootCredentials, rootCredentialsFile } from '../installation/root-credentials.js'
import { commandName } from './output/command-name.js'
import { quote } from './output/shell.js'

/**
 * Where the root key is: in a file, or supplied by the environment. Throws if there is a file that cannot be read: call it before the server listens.
 */
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

/** What a start prints: the address, the account, and lines to paste. Reads nothing. */
export function banner({ endpoint, installation, rootKey, dataDir, dev, explainErrors }: Shown): string {
  return [
    '',
    `daypass is listening on ${endpoint}`,
    ...(installation.isNew ? [`  data              a new installation in ${dataDir}`] : []),
    `  account           ${installation.account}`,
    `  root credentials  ${rootKey}`,
    '  IAM enforcement   ON',
    ...(dev ? ['  --dev             anyone on this machine can move the clock, replace the data, make tokens and ask for faults'] : []),
    ...(explainErrors ? ['  --explain-errors  error messages contain more than those of AWS, including details of policies'] : []),
    '',
    'In another terminal, as the root user:',
    '',
    // Works from any folder: if the command does not exist, eval alone would succeed, and the next line would call AWS with the credentials that are
    // there.
    `  eval "$(${commandFromAnywhere()} env --data-dir ${quoted(dataDir)} || echo false)"`,
    '  aws sts get-caller-identity --endpoint-url "$AWS_ENDPOINT_URL"',
    '',
    '',
  ].join('\n')
}

/** The command for another terminal, which is in another folder. */
const commandFromAnywhere = (): string => (commandName().includes('/') ? quoted(resolve(commandName())) : commandName())

/** A path quoted for a shell; plain ones are not quoted. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : quote(path))
