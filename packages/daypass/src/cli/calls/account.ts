import { Command } from 'commander'
import { StartRefused } from '../../installation/refusal.js'
import { callService } from './call-service.js'

/** `daypass account`: accounts of the installation. */
export const accountCommand = (): Command =>
  new Command('account').description('accounts of a running installation').addCommand(createCommand())

const createCommand = (): Command =>
  new Command('create')
    .description('make another account and print the key of its root user; the secret is shown once')
    .requiredOption('--name <name>', 'name of the account')
    .option('--id <digits>', 'account id, 12 digits; made up when left out')
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(create)

async function create(flags: { name: string; id?: string; json?: true }): Promise<void> {
  if (flags.id !== undefined && !/^\d{12}$/.test(flags.id)) throw new StartRefused(`--id is an account id, 12 digits, not ${flags.id}.`)
  const made = await callService('CreateAccount', { Name: flags.name, AccountId: flags.id })
  const { AccountId: accountId, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = made
  if (flags.json) return void process.stdout.write(`${JSON.stringify({ accountId, accessKeyId, secretAccessKey })}\n`)
  process.stdout.write(`# account ${String(accountId)}, as its root user
export AWS_ACCESS_KEY_ID='${String(accessKeyId)}'
export AWS_SECRET_ACCESS_KEY='${String(secretAccessKey)}'
unset AWS_SESSION_TOKEN AWS_PROFILE
`)
}
