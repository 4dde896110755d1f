import { policyArn } from '../../../core/arn.js'
import { type PolicyRecord, type PolicyVersion, policies } from '../../../directory/iam/policy.js'
import { type Fields, NotImportable } from './fields.js'
import { type Importer, type Importing, keptText, presentOf, requireArn, settle } from './importing.js'
import { between } from './narrowing/between.js'
import { documentProblem, requireValid, tagRecord, validTags } from './validity.js'

/** A policy with five versions is one record, and must fit into the store. */
const MOST_TEXT = 65_536
const LIMITS = { kind: 'managed', size: policies.quotas.PolicySize, length: MOST_TEXT } as const

/**
 * Imports a customer managed policy with its versions, their ids and the default. A version that is not in effect and not valid is left out by itself. Narrowed,
 * the version in effect here says what both do; a policy that is new is nobody's yet, and is imported whole.
 */
export const importPolicy: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('PolicyName'), fields.text('PolicyId'), fields.maybeText('Path') ?? '/']
  const arn = policyArn(account, path, name)
  requireArn(fields, arn)
  const tags = validTags(fields)
  const description = fields.maybeText('Description')
  const { versions, defaultVersion, left } = versionsIn(fields)
  const PolicyDocument = versions.find((one) => one.id === defaultVersion)?.text ?? ''
  requireValid('CreatePolicy', { PolicyName: name, Path: path, Description: description, Tags: tags, PolicyDocument })
  const present = presentOf({ ...policies, noun: 'policy' }, { name, id, prefix: 'ANPA' }, at)
  if (present !== undefined && present.arn !== arn) throw new NotImportable(`The policy is here with another path, ${present.path}.`)
  const [createdAt, updatedAt] = [fields.time('CreateDate'), fields.maybeTime('UpdateDate')]
  const next = Math.max(...[...versions, ...left].map((one) => numberOf(one.id))) + 1
  const record: PolicyRecord = {
    ...(present ?? { attachmentCount: 0 }),
    ...{ account, name, path, arn, id, createdAt, updatedAt: updatedAt ?? createdAt },
    ...(description !== undefined && { description }),
    ...{ tags: fields.has('Tags') ? tagRecord(tags) : (present?.tags ?? {}) },
    ...{ versions: versions.map((version) => kept(version, present, at)), defaultVersion },
    nextVersion: Math.max(next, present?.nextVersion ?? 0),
  }
  const notes = left.map((one) => `Version ${one.id} is left out. ${one.problem}`)
  const staged = at.stage === 'narrow' && present !== undefined ? narrowed(present, record, at) : record
  return settle({ present, staged, record }, notes, () => policies.put(state, staged))
}

/** The policy with a document that is between the one in effect and the one that is to be, in place of the former. */
function narrowed(present: PolicyRecord, record: PolicyRecord, { state }: Importing): PolicyRecord {
  const after = record.versions.find(({ id }) => id === record.defaultVersion)?.text ?? ''
  const versions = present.versions.map((version) => {
    if (version.id !== present.defaultVersion) return version
    const text = between(version.text, after, 'identity')
    return text === version.text ? version : { ...version, text, addedTo: state.revision }
  })
  return { ...present, versions }
}

const numberOf = (version: string): number => Number(version.slice(1))

type Left = { readonly id: string; readonly problem: string }
type Version = Pick<PolicyVersion, 'id' | 'text' | 'createdAt'>

function versionsIn(fields: Fields): { versions: readonly Version[]; defaultVersion: string; left: readonly Left[] } {
  const entries = fields.objects('PolicyVersionList').map((one) => ({
    ...{
      id: one.text('VersionId'),
      text: one.text('Document'),
      createdAt: one.time('CreateDate'),
      isDefault: one.isSet('IsDefaultVersion'),
    },
  }))
  const ids = new Set(entries.map(({ id }) => id))
  if (ids.size !== entries.length) throw new NotImportable('Two versions have the same id.')
  if ([...ids].some((id) => !/^v[1-9]\d{0,8}$/.test(id))) throw new NotImportable('The id of a version must be v1, v2 and so on.')
  const most = policies.quotas.VersionsPerPolicy
  if (entries.length > most) throw new NotImportable(`There are ${entries.length} versions, and may be ${most}.`)
  const defaults = entries.filter(({ isDefault }) => isDefault)
  const defaultVersion = fields.maybeText('DefaultVersionId') ?? defaults[0]?.id
  if (defaultVersion === undefined || defaults.length !== 1 || defaults[0]?.id !== defaultVersion)
    throw new NotImportable('One version must be the default, the one that DefaultVersionId names.')
  const left: Left[] = []
  const versions = entries.flatMap(({ id, text, createdAt }): Version[] => {
    const problem = documentProblem(text, LIMITS)
    if (problem === undefined) return [{ id, text, createdAt }]
    if (id === defaultVersion) throw new NotImportable(`Version ${id}: ${problem}`)
    left.push({ id, problem })
    return []
  })
  return { versions: versions.toSorted((one, other) => numberOf(one.id) - numberOf(other.id)), defaultVersion, left }
}

/** The version as it is here, where it says the same; else with a stamp of its own, as the text of this version of this id may have been another before. */
function kept({ id, text, createdAt }: Version, present: PolicyRecord | undefined, { state }: Importing): PolicyVersion {
  const known = present?.versions.find((one) => one.id === id)
  if (known !== undefined && keptText(known.text, text) === known.text) return { ...known, createdAt }
  return { id, text, createdAt, addedTo: state.revision }
}
