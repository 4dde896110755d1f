import { Command } from 'commander'
import { actionsCommand } from './actions.js'
import { lintCommand } from './lint.js'

/** `daypass policy`: what can be asked about a policy document without a server. */
export const policyCommand = (): Command =>
  new Command('policy').description('work with policy documents, without a server').addCommand(lintCommand()).addCommand(actionsCommand())
