import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { UsageError } from '../usage-error.js'

/** Signals that whoever runs daypass may mean for the program. */
const PASSED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT']
/** A terminal sends these to every process of a group, so the program has them already. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGCONT']

/** How a program ended: its exit status, or the signal that ended it. */
export interface ProgramEnd {
  readonly status: number
  readonly signal: NodeJS.Signals | undefined
}

/** Runs a program with exactly this environment, and passes signals on to it, until it ends. Throws {@link UsageError} where it cannot be run. */
export function runProgram([program = '', ...words]: readonly string[], env: Readonly<Record<string, string>>): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    // Before the program begins: a signal that came between would end this process, and leave the program alone.
    const signals = takeSignals()
    const child = spawn(program, words, { env, stdio: 'inherit' })
    signals.passTo(child)
    child.on('error', (error: NodeJS.ErrnoException) => {
      signals.stop()
      reject(new CannotRun(program, error.code ?? error.message))
    })
    child.on('exit', (code, signal) => {
      signals.stop()
      resolve({ status: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal: signal ?? undefined })
    })
  })
}

/** Takes signals that are meant for a program, from now until `stop`. JavaScript sees none before `passTo`, which follows without a wait. */
function takeSignals() {
  // Not process.stdin: opening it makes a pipe non-blocking for the program too, which then takes it for ended.
  const isTerminal = isatty(0)
  let child: ChildProcess | undefined
  const listeners = PASSED.map((signal) => {
    const pass = () => {
      if (!(isTerminal && FROM_TERMINAL.includes(signal))) child?.kill(signal)
    }
    process.on(signal, pass)
    return () => void process.off(signal, pass)
  })
  return {
    passTo: (started: ChildProcess) => {
      child = started
    },
    stop: () => {
      for (const stop of listeners) stop()
    },
  }
}

/** The program is not there, or may not be run. `status` is what shells exit with then (POSIX, "Exit Status for Commands"). */
export class CannotRun extends UsageError {
  readonly status: number
  constructor(program: string, reason: string) {
    super(`${program} cannot be run (${reason}). Give a program and its arguments after --.`)
    this.status = reason === 'ENOENT' ? 127 : 126
  }
}

/** Ends this process as the program ended, by the same signal if it was one: the shell sees no difference. */
export function endAs({ status, signal }: ProgramEnd): void {
  process.exitCode = status
  if (signal !== undefined) process.kill(process.pid, signal)
}
