import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Distinguishes a process from every other one that has or had its number, here or elsewhere: the start of the system, the namespace of the process,
 * and the tick at which it began. Undefined if it has ended, and if the system does not provide this: only Linux does (proc(5), `/proc/pid/stat`,
 * `/proc/pid/ns`).
 */
export function processMark(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1')
    // After the name, which can contain anything: from the third field on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X'
    return hasEnded
      ? undefined
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')} ${fields[19]}`
  } catch {
    return undefined
  }
}
