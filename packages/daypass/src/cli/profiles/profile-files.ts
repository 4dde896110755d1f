import { chmodSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writePrivateFile } from '../../store/private-file.js'
import { readSmallFile } from '../../store/small-file.js'
import { defaultCredentialsFile } from '../apply/credentials-file.js'
import { UsageError } from '../usage-error.js'
import { changeSection, countSections, readSection, type SectionChange } from './edit-profile.js'

/** The file of settings that AWS clients read; that of keys is {@link defaultCredentialsFile}. */
const configFile = (environment: NodeJS.ProcessEnv): string => environment.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config')

/** How the file of settings calls the section of a profile. */
const sectionOf = (profile: string): string => (profile === 'default' ? 'default' : `profile ${profile}`)

/** The settings of a profile in both files; those of the file of keys count where both have one. Throws {@link UsageError} if neither has the profile. */
export function profileNamed(profile: string, environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const settings = readSection(textOf(configFile(environment)), sectionOf(profile))
  const keys = readSection(textOf(defaultCredentialsFile(environment)), profile)
  if (settings === undefined && keys === undefined)
    throw new UsageError(`There is no profile ${profile} in ${configFile(environment)} or ${defaultCredentialsFile(environment)}.`)
  return new Map([...(settings ?? []), ...(keys ?? [])])
}

/** What to change in the two sections of a profile. */
export interface ProfileChange {
  readonly settings: SectionChange
  readonly keys: SectionChange
}

/** Writes a profile: both files are read and checked before one is written, and a file that stays the same is not written. Returns those written. */
export function writeProfile(profile: string, { settings, keys }: ProfileChange, environment: NodeJS.ProcessEnv): string[] {
  const changes = [
    { file: configFile(environment), section: sectionOf(profile), change: settings, holdsKeys: false },
    { file: defaultCredentialsFile(environment), section: profile, change: keys, holdsKeys: true },
  ].map((one) => {
    const before = textOf(one.file)
    if (countSections(before, one.section) > 1)
      throw new UsageError(`${one.file} has the section [${one.section}] twice. Clients reject such a file: remove one.`)
    return { ...one, before, after: changeSection(before, one.section, one.change) }
  })
  const written = changes.filter(({ before, after }) => before !== after)
  // Keys first: a profile without its settings does not call this server, and one without its keys could call as somebody else.
  for (const { file, after, holdsKeys } of written.reverse()) replace(file, after, holdsKeys)
  return written.map(({ file }) => file)
}

/** As a whole, at the place that a link leads to. A file with keys becomes readable by its owner alone, another keeps its mode; a new one has 0600. */
function replace(file: string, text: string, holdsKeys: boolean): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    const place = found === undefined ? file : realpathSync(file)
    writePrivateFile(place, text)
    if (found !== undefined && !holdsKeys) chmodSync(place, found.mode & 0o777)
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`)
  }
}

function textOf(file: string): string {
  try {
    return readSmallFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
