import { Command } from 'commander'
import { IDENTITY_VARIABLES } from '../env/aws-variables.js'
import { shellFlag, shellNamed } from '../env/shells.js'
import { print } from '../output/print.js'
import { isAccessKeyId, isAccountId, isMadeSecret } from '../output/shell.js'
import { UsageError } from '../usage-error.js'
import { callService } from './call-service.js'

/** `daypass account`: accounts of the installation. */
export const accountCommand = (): Command =>
  new Command('account').description('accounts of a running installation').addCommand(createCommand()).addCommand(listCommand())

const createCommand = (): Command =>
  new Command('create')
    .description('create an account and print the key of its root user; the secret is shown only once')
    .requiredOption('--name <name>', 'name of the account')
    .option('--id <digits>', 'account id, 12 digits; random if left out')
    .option('--json', 'print JSON')
    .addOption(shellFlag())
    .allowExcessArguments(false)
    .action(create)

async function create(flags: { name: string; id?: string; json?: true; shell?: string }): Promise<void> {
  if (flags.id !== undefined && !isAccountId(flags.id)) throw new UsageError(`--id must be an account id, 12 digits, not ${flags.id}.`)
  const { accountId, accessKeyId, secretAccessKey } = shaped(
    await callService('CreateAccount', { Name: flags.name, AccountId: flags.id }),
    flags.id,
  )
  if (flags.json) return print({ accountId, accessKeyId, secretAccessKey })
  const settings = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  const away = IDENTITY_VARIABLES.filter((name) => !Object.hasOwn(settings, name))
  const lines = shellNamed(flags.shell, process.env).lines(settings, away)
  print([...(flags.shell === 'json' ? [] : [`# account ${accountId}, as its root user`]), ...lines].join('\n'))
}

/** The output is for `eval`: what a server sends is printed only if it has the expected form. */
function shaped(
  { AccountId: accountId, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }: Record<string, unknown>,
  asked?: string,
) {
  if (!isAccountId(accountId) || !isAccessKeyId(accessKeyId) || !isMadeSecret(secretAccessKey) || (asked ?? accountId) !== accountId)
    throw new UsageError(
      'The server at AWS_ENDPOINT_URL did not answer with an account id and a key. Its answer is not shown. Is it a daypass server?',
    )
  return { accountId, accessKeyId, secretAccessKey }
}

const listCommand = (): Command =>
  new Command('list')
    .description('list the accounts of the installation; for principals of its own account')
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(list)

interface Listed {
  readonly accountId: string
  readonly isInstallationAccount: boolean
  readonly name: string | undefined
}

async function list(flags: { json?: true }): Promise<void> {
  const accounts: Listed[] = []
  for (let isTruncated: unknown = true; isTruncated === true; ) {
    const answer = await callService('ListAccounts', { AfterAccountId: accounts.at(-1)?.accountId })
    const page = listed(answer, accounts.at(-1)?.accountId ?? '')
    accounts.push(...page)
    isTruncated = answer.IsTruncated
  }
  if (flags.json) return print(accounts, 2)
  for (const { accountId, isInstallationAccount, name } of accounts)
    print(`${accountId}  ${isInstallationAccount ? '(the account of the installation)' : (name ?? '')}`)
}

/** A page of accounts after an id. A page that makes no progress would be requested forever. */
function listed({ Accounts, IsTruncated }: Record<string, unknown>, after: string): Listed[] {
  const entries: unknown[] = Array.isArray(Accounts) ? Accounts : [undefined]
  const page = entries.map((entry) => {
    const { AccountId: accountId, IsInstallationAccount, Name } = (entry ?? {}) as Record<string, unknown>
    return isAccountId(accountId)
      ? { accountId, isInstallationAccount: IsInstallationAccount === true, name: typeof Name === 'string' ? Name : undefined }
      : undefined
  })
  const isSound = page.every((one, i) => one !== undefined && one.accountId > (page[i - 1]?.accountId ?? after))
  if (!isSound || (IsTruncated === true && page.length === 0))
    throw new UsageError('The server at AWS_ENDPOINT_URL did not answer with a list of accounts. Is it a daypass server?')
  return page as Listed[]
}
