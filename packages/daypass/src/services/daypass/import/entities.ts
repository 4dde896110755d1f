import type { ImportedEntity, ImportedType } from '../../../wire/generated/daypass.js'
import { fieldsOf, NotImportable } from './fields.js'
import { importAwsManagedPolicy } from './import-aws-managed-policy.js'
import { importGroup } from './import-group.js'
import { importInstanceProfile } from './import-instance-profile.js'
import { importPolicy } from './import-policy.js'
import { importRole } from './import-role.js'
import { importUser } from './import-user.js'
import type { Imported, Importer, Importing } from './importing.js'
import { importMember } from './organization/import-member.js'
import { importOrganization, importOrganizationRoot } from './organization/import-organization.js'
import { importOrganizationPolicy } from './organization/import-organization-policy.js'
import { importOrganizationalUnit } from './organization/import-unit.js'

const IMPORTERS: Readonly<Record<ImportedType, Importer>> = {
  AwsManagedPolicy: importAwsManagedPolicy,
  Group: importGroup,
  InstanceProfile: importInstanceProfile,
  Organization: importOrganization,
  OrganizationAccount: importMember,
  OrganizationPolicy: importOrganizationPolicy,
  OrganizationRoot: importOrganizationRoot,
  OrganizationalUnit: importOrganizationalUnit,
  Policy: importPolicy,
  Role: importRole,
  User: importUser,
}

/** Imports one entity. Throws {@link NotImportable}, and then nothing of it may be committed. */
export const importEntity = ({ Type, Content }: ImportedEntity, at: Importing): Imported => IMPORTERS[Type](fieldsOf(Content), at)

/** The accounts that an entity names besides the one that it is of. */
export function accountsNamed({ Type, Content }: ImportedEntity): readonly string[] {
  if (Type !== 'OrganizationAccount') return []
  try {
    const id = fieldsOf(Content).text('Id')
    return /^\d{12}$/.test(id) ? [id] : []
  } catch (error) {
    // Left out when it is imported, with this as the reason.
    if (error instanceof NotImportable) return []
    throw error
  }
}
