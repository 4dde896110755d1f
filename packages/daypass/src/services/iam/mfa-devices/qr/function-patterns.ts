import { alignmentCentres } from './codewords.js'

/** A symbol by row: dark modules are true, light ones false, and data modules are not set yet. */
export type Modules = (boolean | undefined)[][]

/** A symbol of level M without its data (ISO/IEC 18004:2015, 6.3, 7.9, 7.10). */
export function functionPatterns(version: number, mask: number): Modules {
  const size = version * 4 + 17
  const modules: Modules = Array.from({ length: size }, () => new Array(size).fill(undefined))
  const set = (x: number, y: number, isDark: boolean) => {
    if (modules[y] !== undefined && x >= 0 && x < size) modules[y][x] = isDark
  }
  for (let i = 0; i < size; i++) for (const [x, y] of [[6, i] as const, [i, 6] as const]) set(x, y, i % 2 === 0)
  for (const [x, y] of [[3, 3] as const, [size - 4, 3] as const, [3, size - 4] as const]) rings(set, { x, y, reach: 4 })
  for (const centre of alignmentPlaces(version)) rings(set, { ...centre, reach: 2 })
  if (version >= 7) versionInformation(set, { size, version })
  formatInformation(set, { size, mask })
  return modules
}

type SetModule = (x: number, y: number, isDark: boolean) => void

/** Nested squares: dark centre, light ring, dark ring, and for finders (reach 4) a light separator. */
function rings(set: SetModule, { x, y, reach }: { x: number; y: number; reach: 2 | 4 }): void {
  const lights = reach === 2 ? [1] : [2, 4]
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, !lights.includes(Math.max(Math.abs(dx), Math.abs(dy))))
}

/** Every pair of centres except the three where the finders are. */
function alignmentPlaces(version: number): { x: number; y: number }[] {
  const centres = alignmentCentres(version)
  const last = version * 4 + 10
  const places = centres.flatMap((x) => centres.map((y) => ({ x, y })))
  return places.filter(({ x, y }) => !(x === 6 && (y === 6 || y === last)) && !(x === last && y === 6))
}

function versionInformation(set: SetModule, { size, version }: { size: number; version: number }): void {
  for (let i = 0; i < 18; i++) {
    const [far, near, isDark] = [size - 11 + (i % 3), Math.floor(i / 3), ((versionBits(version) >>> i) & 1) === 1]
    set(far, near, isDark)
    set(near, far, isDark)
  }
}

/** Written twice, together with the module that is always dark. */
function formatInformation(set: SetModule, { size, mask }: { size: number; mask: number }): void {
  for (let i = 0; i < 15; i++) {
    const isDark = ((formatBits(mask) >>> i) & 1) === 1
    // The first copy skips the timing pattern.
    if (i < 8) set(8, i < 6 ? i : i + 1, isDark)
    else set(i === 8 ? 7 : 14 - i, 8, isDark)
    if (i < 8) set(size - 1 - i, 8, isDark)
    else set(8, size - 15 + i, isDark)
  }
  set(8, size - 8, true)
}

/** The version with its twelve bits of BCH code (ISO/IEC 18004:2015, annex D). */
export const versionBits = (version: number): number => (version << 12) | bchRemainder(version, 12, 0x1f25)

/** Level M (00) and mask with their ten bits of BCH code, masked (ISO/IEC 18004:2015, annex C). */
export const formatBits = (mask: number): number => ((mask << 10) | bchRemainder(mask, 10, 0x537)) ^ 0x5412

function bchRemainder(data: number, degree: number, generator: number): number {
  let remainder = data
  for (let i = 0; i < degree; i++) remainder = (remainder << 1) ^ ((remainder >>> (degree - 1)) * generator)
  return remainder
}
