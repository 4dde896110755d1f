import { instanceProfileArn } from '../../../core/arn.js'
import {
  addRoleToProfile,
  type InstanceProfileRecord,
  instanceProfiles,
  removeRoleFromProfile,
} from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { type Fields, NotImportable } from './fields.js'
import { type Importer, type Importing, isSame, presentOf, requireArn } from './importing.js'
import { requireValid, tagRecord, validTags } from './validity.js'

/** Imports an instance profile with its role, which must be here. Tags that the file does not show stay as they are. */
export const importInstanceProfile: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('InstanceProfileName'), fields.text('InstanceProfileId'), fields.maybeText('Path') ?? '/']
  const tags = validTags(fields)
  requireValid('CreateInstanceProfile', { InstanceProfileName: name, Path: path, Tags: tags })
  requireArn(fields, instanceProfileArn(account, path, name))
  const present = presentOf({ ...instanceProfiles, noun: 'instance profile' }, { name, id, prefix: 'AIPA' }, at)
  if (present !== undefined && present.path !== path)
    throw new NotImportable(`The instance profile is here with the path ${present.path}, which cannot change.`)
  const roleId = roleIn(fields, at)
  const record: InstanceProfileRecord = {
    ...present,
    ...{ account, name, path, id, createdAt: fields.time('CreateDate'), roleId },
    tags: fields.has('Tags') ? tagRecord(tags) : (present?.tags ?? {}),
  }
  if (present !== undefined && isSame(present, record)) return { outcome: 'unchanged', notes: [] }
  if (present?.roleId !== undefined && present.roleId !== roleId) removeRoleFromProfile(state, present)
  const role = roleId === undefined ? undefined : roles.getById(state, roleId)
  if (role === undefined) instanceProfiles.put(state, record)
  else addRoleToProfile(state, record, role)
  return { outcome: present === undefined ? 'created' : 'updated', notes: [] }
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
