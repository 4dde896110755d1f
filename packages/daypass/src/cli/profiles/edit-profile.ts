// profiles: the files in which AWS clients keep profiles. It owns reading one profile and changing one.
// It refuses to touch anything else in the files, and what clients would not read as it was written.

/** Settings of a section: a text sets one, undefined removes it. Names in lower case. */
export type SectionChange = Readonly<Record<string, string | undefined>>

interface Section {
  /** The index of its header line, and of the line after its last. */
  readonly header: number
  readonly end: number
}

const HEADER = /^\s*\[\s*(.*?)\s*\]/
const SETTING = /^([A-Za-z_][\w.-]*)\s*[=:]\s*(.*?)\s*$/

/** The name in a header, with one space where there are more: `profile dev`. */
const nameIn = (line: string): string | undefined => HEADER.exec(line)?.[1]?.replace(/\s+/g, ' ')

function sectionsNamed(lines: readonly string[], name: string): Section[] {
  const headers = lines.flatMap((line, i) => (nameIn(line) === undefined ? [] : [i]))
  return headers.flatMap((header, i) => (nameIn(lines[header] ?? '') === name ? [{ header, end: headers[i + 1] ?? lines.length }] : []))
}

/** How many sections of a file have this name: clients reject a file with two. */
export const countSections = (text: string, name: string): number => sectionsNamed(text.split('\n'), name).length

/** The settings of a section, names in lower case; undefined if there is none. Nested settings are left out. */
export function readSection(text: string, name: string): ReadonlyMap<string, string> | undefined {
  const lines = text.split('\n')
  const [section] = sectionsNamed(lines, name)
  if (section === undefined) return undefined
  const settings = lines.slice(section.header + 1, section.end).flatMap((line) => {
    const [, key = '', value = ''] = SETTING.exec(line.replace(/\r$/, '')) ?? []
    return key === '' ? [] : [[key.toLowerCase(), value] as const]
  })
  return new Map(settings)
}

/**
 * The text with a section changed: settings that are there keep their place, new ones follow the last of the section, and a section that is missing is
 * added at the end unless there is nothing to set. Every other line stays as it is: comments, blank lines, other sections, and other settings of this one.
 */
export function changeSection(text: string, name: string, change: SectionChange): string {
  const lines = text.split('\n')
  const [section] = sectionsNamed(lines, name)
  const added = (left: SectionChange) => Object.entries(left).flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`]))
  if (section === undefined) {
    const own = added(change)
    if (own.length === 0) return text
    const before = text === '' ? '' : `${text.replace(/\n+$/, '')}\n\n`
    return `${before}[${name}]\n${own.join('\n')}\n`
  }
  const left: Record<string, string | undefined> = { ...change }
  const own = changedLines(lines.slice(section.header + 1, section.end), left)
  const last = own.findLastIndex((line) => line.trim() !== '' && !/^\s*[#;]/.test(line)) + 1
  const body = [...own.slice(0, last), ...added(left), ...own.slice(last)]
  return [...lines.slice(0, section.header + 1), ...body, ...lines.slice(section.end)].join('\n')
}

/** The lines of a section; what is set takes its entry out of `left`. Lines that are indented belong to the setting above them. */
function changedLines(lines: readonly string[], left: Record<string, string | undefined>): string[] {
  let isDropped = false
  return lines.flatMap((line) => {
    if (/^\s+\S/.test(line)) return isDropped ? [] : [line]
    const key = SETTING.exec(line.replace(/\r$/, ''))?.[1]?.toLowerCase() ?? ''
    isDropped = Object.hasOwn(left, key)
    if (!isDropped) return [line]
    const value = left[key]
    delete left[key]
    return value === undefined ? [] : [`${key} = ${value}`]
  })
}
