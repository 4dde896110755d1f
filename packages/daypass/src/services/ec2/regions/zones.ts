// regions: the regions of an account, and their Availability Zones. Owns the list of zones and their ids. Refuses names that it does not have.
// Leaves which regions an account has enabled to directory.

import { REGIONS } from '../../../core/region.js'

/** An Availability Zone. */
export interface Zone {
  /** `eu-west-1a` */
  readonly name: string
  /** `euw1-az1`: the same place for every account, where AWS gives the letters of names to places differently in each. Here both are in one order. */
  readonly id: string
  readonly region: string
}

/** Letters of the zones of regions that do not have three, a to c (AWS Regions and Availability Zones, as of 2026). */
const LETTERS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'acd',
  'ap-northeast-2': 'abcd',
  'ca-central-1': 'abd',
  'us-east-1': 'abcdef',
  'us-west-1': 'ac',
  'us-west-2': 'abcd',
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  ...{ north: 'n', south: 's', east: 'e', west: 'w', central: 'c' },
  ...{ northeast: 'ne', northwest: 'nw', southeast: 'se', southwest: 'sw' },
}

/** `use1`, as ids of zones begin. */
function shortName(region: string): string {
  const [place = '', direction = '', number = ''] = region.split('-')
  return `${place}${DIRECTIONS[direction] ?? direction}${number}`
}

const ZONES: ReadonlyMap<string, readonly Zone[]> = new Map(
  REGIONS.map((region) => [
    region,
    [...(LETTERS[region] ?? 'abc')].map((letter, index) => ({
      name: `${region}${letter}`,
      id: `${shortName(region)}-az${index + 1}`,
      region,
    })),
  ]),
)

/** The zones of a region, in order. */
export const zonesOf = (region: string): readonly Zone[] => ZONES.get(region) ?? []
