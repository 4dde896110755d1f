import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * Overwrites the environment that this process was started with, so that a program which it runs cannot read its credentials in `/proc/<parent>/environ`
 * (proc(5): that file shows the memory that the process began with, whatever was unset since). What daypass still needs must be read before.
 * On Linux only: elsewhere there is no such file, and nothing is done.
 * @returns whether nothing can be read there any more.
 */
export function hideEnvironment(environment: NodeJS.ProcessEnv, self = '/proc/self'): boolean {
  for (const name of Object.keys(environment)) delete environment[name]
  try {
    const [start, end] = environmentBounds(readFileSync(`${self}/stat`, 'utf8'))
    const memory = openSync(`${self}/mem`, 'r+')
    try {
      writeSync(memory, Buffer.alloc(end - start), 0, end - start, start)
    } finally {
      closeSync(memory)
    }
    return !/[^\0]/.test(readFileSync(`${self}/environ`, 'utf8'))
  } catch {
    return false
  }
}

/** The addresses of the first byte of the environment, and of the one after its last: fields 50 and 51 of proc_pid_stat(5). */
function environmentBounds(stat: string): [start: number, end: number] {
  // The name of the program, in brackets, can contain spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [start, end] = [Number(fields[47]), Number(fields[48])]
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start <= 0 || end <= start) throw new RangeError('no bounds')
  return [start, end]
}
