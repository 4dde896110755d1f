import { instanceProfileArn } from '../../../core/arn.js'
import {
  addRoleToProfile,
  type InstanceProfileRecord,
  instanceProfiles,
  removeRoleFromProfile,
} from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { type Fields, NotImportable } from './fields.js'
import { type Imported, type Importer, type Importing, presentOf, requireArn, settle, UNTOUCHED } from './importing.js'
import { requireValid, tagRecord, validTags } from './validity.js'

/** Imports an instance profile with its role, which must be here. Tags that the file does not show stay as they are. Narrowed, it loses a role that is not to stay. */
export const importInstanceProfile: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('InstanceProfileName'), fields.text('InstanceProfileId'), fields.maybeText('Path') ?? '/']
  const tags = validTags(fields)
  requireValid('CreateInstanceProfile', { InstanceProfileName: name, Path: path, Tags: tags })
  requireArn(fields, instanceProfileArn(account, path, name))
  const present = presentOf({ ...instanceProfiles, noun: 'instance profile' }, { name, id, prefix: 'AIPA' }, at)
  if (present !== undefined && present.path !== path)
    throw new NotImportable(`The instance profile is here with the path ${present.path}, which cannot change.`)
  if (at.stage !== undefined) return narrowed(present, fields, at)
  const roleId = roleIn(fields, at)
  const record: InstanceProfileRecord = {
    ...present,
    ...{ account, name, path, id, createdAt: fields.time('CreateDate'), roleId },
    tags: fields.has('Tags') ? tagRecord(tags) : (present?.tags ?? {}),
  }
  return settle({ present, staged: record, record }, [], () => {
    if (present?.roleId !== undefined && present.roleId !== roleId) removeRoleFromProfile(state, present)
    const role = roleId === undefined ? undefined : roles.getById(state, roleId)
    if (role === undefined) instanceProfiles.put(state, record)
    else addRoleToProfile(state, record, role)
  })
}

/** The role that comes in its place need not be here yet. */
function narrowed(present: InstanceProfileRecord | undefined, fields: Fields, { stage, state }: Importing): Imported {
  const stays = fields.objects('Roles').some((role) => role.text('RoleId') === present?.roleId)
  if (stage !== 'narrow' || present?.roleId === undefined || stays) return UNTOUCHED
  removeRoleFromProfile(state, present)
  return { outcome: 'updated', notes: [], changes: ['Roles'] }
}

function roleIn(fields: Fields, { account, state, assumed }: Importing): string | undefined {
  const [role, ...more] = fields.objects('Roles')
  if (more.length > 0) throw new NotImportable('An instance profile has one role at most.')
  if (role === undefined) return undefined
  const [name, id] = [role.text('RoleName'), role.text('RoleId')]
  if (roles.getById(state, id)?.account !== account && !assumed.has(id))
    throw new NotImportable(`The role ${name} with the id ${id} is not here.`)
  return id
}
