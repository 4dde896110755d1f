import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Tells a process from every other one that has had its number, or has it elsewhere: the start of the system, the namespace we see it in, and the tick it began
 * at. Undefined when it has ended, and where the system does not say: only Linux does (proc(5), `/proc/pid/stat`, `/proc/pid/ns`).
 */
export function processMark(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1')
    // Behind the name, which may hold anything, from the third field on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X'
    return hasEnded
      ? undefined
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')} ${fields[19]}`
  } catch {
    return undefined
  }
}
