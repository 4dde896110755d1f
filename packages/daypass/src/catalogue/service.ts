/** The access level of an action in AWS's Service Authorization Reference. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management'

/** A kind of resource of a service. `arn` is AWS's format: `arn:${Partition}:s3:::${BucketName}`. */
export interface ResourceType {
  readonly name: string
  readonly arn: string
}

/**
 * A condition key as AWS writes it, with `${TagKey}` and the like for a name that the user chooses. `type` is `String`, `ArrayOfString`, `Bool` ...
 */
export interface ConditionKey {
  readonly key: string
  readonly type: string
}

/** One action. Without resource types it can be granted on `*` only. */
export interface Action {
  /** As a policy names it, in AWS's letter case: `s3:GetObject`. */
  readonly name: string
  readonly accessLevel: AccessLevel
  readonly resourceTypes: readonly ResourceType[]
  /** Those of the action and of its resource types; the global keys are not included. */
  readonly conditionKeys: readonly ConditionKey[]
}

/** What the catalogue has about one service. */
export interface CatalogueService {
  /** In lower case, as before the colon of an action. */
  readonly prefix: string
  /** The name for people: `Amazon S3`. */
  readonly name: string
  /** By the full name in lower case, in AWS's order. */
  readonly actions: ReadonlyMap<string, Action>
  readonly resourceTypes: readonly ResourceType[]
  readonly conditionKeys: readonly ConditionKey[]
}

/** One line of the snapshot; written by tools/import-iam-data.mjs, which explains the numbers. */
interface Line {
  readonly prefix: string
  readonly name: string
  readonly keys: readonly (readonly [key: string, type: string])[]
  readonly resources: readonly (readonly [name: string, arn: string, keys: readonly number[]])[]
  readonly sets: readonly (readonly [resources: readonly number[], keys: readonly number[]])[]
  /** `GetObject R3,PutObject W4`: name, letter of the access level, number of the set. */
  readonly actions: string
}

const LEVELS: Readonly<Record<string, AccessLevel>> = { L: 'List', R: 'Read', W: 'Write', T: 'Tagging', P: 'Permissions management' }

/** Parses one service's line. */
export function decodeService(text: string): CatalogueService {
  const line = JSON.parse(text) as Line
  const conditionKeys = line.keys.map(([key, type]) => ({ key, type }))
  const resourceTypes = line.resources.map(([name, arn]) => ({ name, arn: `arn:\${Partition}:${arn}` }))
  const sets = line.sets.map(([resources, own]) => {
    const keys = new Set([...own, ...resources.flatMap((index) => at(line.resources, index)[2])])
    return {
      resourceTypes: resources.map((index) => at(resourceTypes, index)),
      conditionKeys: [...keys].sort((a, b) => a - b).map((index) => at(conditionKeys, index)),
    }
  })
  const actions = new Map<string, Action>()
  for (const [, name = '', level = '', set] of line.actions.matchAll(/([^ ,]+) ([A-Z])([0-9]+)/g)) {
    const full = `${line.prefix}:${name}`
    actions.set(full.toLowerCase(), { name: full, accessLevel: LEVELS[level] ?? broken(level), ...at(sets, Number(set)) })
  }
  return { prefix: line.prefix, name: line.name, actions, resourceTypes, conditionKeys }
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] ?? broken(String(index))
}

function broken(what: string): never {
  throw new Error(`the packaged catalogue of actions is damaged at ${what}`)
}
