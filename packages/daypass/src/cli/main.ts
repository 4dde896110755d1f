/**
 * cli: the daypass command, one file per command.
 * Owns flags, environment variables and what is printed. Refuses flags and DAYPASS_* variables it does not know.
 * May know: everything.
 */
import { Command } from 'commander'
import { OperatorError } from '../installation/operator-error.js'
import { VERSION } from '../server/version.js'
import { applyCommand } from './apply/apply-command.js'
import { exportCommand } from './apply/export-command.js'
import { accountCommand } from './calls/account.js'
import { sessionsCommand } from './calls/sessions.js'
import { backupCommand } from './copies/backup-command.js'
import { restoreCommand } from './copies/restore-command.js'
import { verifyCommand } from './copies/verify-command.js'
import { envCommand } from './env/env-command.js'
import { failClosed } from './env/failure.js'
import { refuseUnknownVariables } from './environment.js'
import { importCommand } from './import/import-command.js'
import { keysCommand } from './master-key/keys.js'
import { clockCommand, faultCommand, resetCommand, snapshotCommand } from './local/development.js'
import { statusCommand } from './local/status.js'
import { stopCommand } from './local/stop.js'
import { tokenCommand } from './local/token.js'
import { commandName } from './output/command-name.js'
import { print } from './output/print.js'
import { tellFailure } from './output/tell.js'
import { podIdentityCommand } from './pod-identity/pod-identity-command.js'
import { policyCommand } from './policy/policy.js'
import { configureCommand } from './profiles/configure-command.js'
import { credentialProcessCommand } from './run/credential-process-command.js'
import { execCommand } from './run/exec-command.js'
import { serveCommand } from './serve.js'
import { storeCommand } from './store.js'
import { trustCommand } from './trust/trust-command.js'
import { workloadCommand } from './workload/workload-command.js'

const program = new Command(commandName())
  .description('A self-hosted, AWS-wire-compatible Security Token Service with the IAM behind it and enforcement in front of resources.')
  .version(VERSION, '--version', 'print the version')
  .showHelpAfterError(`(${commandName()} --help shows all commands and options)`)
  .configureHelp({ showGlobalOptions: true })

program.addCommand(serveCommand())
program.addCommand(envCommand())
program.addCommand(execCommand())
program.addCommand(workloadCommand())
program.addCommand(podIdentityCommand())
program.addCommand(credentialProcessCommand())
program.addCommand(configureCommand())
program.addCommand(accountCommand())
program.addCommand(sessionsCommand())
program.addCommand(importCommand())
program.addCommand(applyCommand())
program.addCommand(exportCommand())
program.addCommand(statusCommand())
program.addCommand(stopCommand())
program.addCommand(clockCommand())
program.addCommand(resetCommand())
program.addCommand(snapshotCommand())
program.addCommand(restoreCommand())
program.addCommand(faultCommand())
program.addCommand(tokenCommand())
program.addCommand(trustCommand())
program.addCommand(policyCommand())
program.addCommand(backupCommand())
program.addCommand(verifyCommand())
program.addCommand(keysCommand())
program.addCommand(storeCommand())
program.addCommand(new Command('version').description('print the version').action(() => print(VERSION)))

const words = process.argv.slice(2)
failClosed(
  words,
  process.env,
  program.commands.map((command) => command.name()),
)

// Whoever reads the output may stop early (`| head`): that ends the command, and is not an error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit()
  tellFailure(`Standard output cannot be written (${code}).`)
  process.exit(1)
})
// What cannot be printed is lost; the command goes on.
process.stderr.on('error', () => {})

try {
  refuseUnknownVariables(process.env)
  await program.parseAsync(process.argv)
} catch (error) {
  tellFailure(wordsOf(error))
  process.exitCode = 1
}

function wordsOf(error: unknown): string {
  if (!(error instanceof OperatorError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  return error.next === undefined ? error.message : `${error.message}\n  ${commandName()} ${error.next}`
}
