/**
 * policy: commands about policies alone: run cases, check a document, lint it, compare two, explain a decision, complete an action. They need no
 * server and no data directory, and load neither. Owns flags, files and what is printed; `@daypass/policy` owns the meaning. Refuses what it does not
 * know.
 */
import { Command } from 'commander'
import { actionsCommand } from './actions.js'
import { checkCommand } from './check-command.js'
import { diffCommand } from './diff-command.js'
import { explainCommand } from './explain-command.js'
import { lintCommand } from './lint.js'
import { testCommand } from './test-command.js'

/** `daypass policy`: the group. */
export const policyCommand = (): Command =>
  new Command('policy')
    .description('test, check, lint, compare and explain policies; without a server')
    .addCommand(testCommand())
    .addCommand(checkCommand())
    .addCommand(lintCommand())
    .addCommand(diffCommand())
    .addCommand(explainCommand())
    .addCommand(actionsCommand())
