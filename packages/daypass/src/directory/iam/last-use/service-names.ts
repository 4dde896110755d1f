import { readFileSync } from 'node:fs'

const FILE = new URL('../../../../data/aws-services.json', import.meta.url)

/** The service that daypass defines itself. */
const OWN = { daypass: 'daypass' }

let known: ReadonlyMap<string, string> | undefined

/** The name of every service by its prefix, in order of prefixes: those of AWS as packaged, and our own. They are for reports, and decide nothing. */
export function serviceNames(): ReadonlyMap<string, string> {
  known ??= new Map(
    Object.entries({ ...(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>), ...OWN }).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    ),
  )
  return known
}
