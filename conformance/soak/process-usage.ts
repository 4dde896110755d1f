import { readdirSync, readFileSync } from 'node:fs'

/** The private memory of a process in bytes (`RssAnon` of proc(5)). */
export function memoryOf(pid: number): number {
  const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kibibytes) * 1024
}

/** How many files and sockets a process has open. */
export const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length
