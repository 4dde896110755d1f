import { writeSync } from 'node:fs'
import { misleadingVariables } from './aws-variables.js'
import { shellNamed } from './shells.js'

/**
 * What a command whose output is evaluated, `eval "$(daypass env)"`, prints if it fails. An empty output would be evaluated with success, and the
 * next call would use the credentials that were there before. An unknown command can be one of these, misspelt.
 */
export function failureLines(words: readonly string[], environment: NodeJS.ProcessEnv, commands: readonly string[]): string[] {
  const [command, second] = words
  // Anything after `account` that is not `list` can be `create`, misspelt.
  const isEvaluated = command === 'env' || (command === 'account' && second !== 'list' && !words.includes('--json'))
  if (!isEvaluated && (command === undefined || commands.includes(command))) return []
  return shellNamed(shellAsked(words), environment).failure(misleadingVariables(environment))
}

/** Read from the raw arguments, because parsing them can be what failed. */
function shellAsked(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--shell' || word.startsWith('--shell='))
  const word = words[at]
  return word === '--shell' ? words[at + 1] : word?.slice('--shell='.length)
}

/** Prints these lines if the process ends with a failure of any kind: a flag, a file, a defect. Not on a terminal, where nobody evaluates them. */
export function failClosed(words: readonly string[], environment: NodeJS.ProcessEnv, commands: readonly string[]): void {
  process.on('exit', (code) => {
    const lines = code === 0 || process.stdout.isTTY ? [] : failureLines(words, environment, commands)
    try {
      for (const line of lines) writeSync(1, `${line}\n`)
    } catch {
      // Nobody reads it.
    }
  })
}
