import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkTagList, createdWithTags } from '../tagging.js'

/** Refuses, as AWS does where transfers of bills are not offered (Organizations API reference). */
export const InviteOrganizationToTransferResponsibility = organizationsOperation('InviteOrganizationToTransferResponsibility', {
  summary: 'Refuses to offer bills to another organization.',
  actions: ['organizations:InviteOrganizationToTransferResponsibility', 'organizations:TagResource'],
  unavailable: 'there are no bills here to hand to another organization',
  check: ({ Tags }) => checkTagList(Tags),
  authorize: ({ Type, Tags }, caller, reads) =>
    createdWithTags(
      wholePermission('organizations:InviteOrganizationToTransferResponsibility', {
        ...{ caller, reads },
        context: { 'organizations:TransferType': Type },
      }),
      Tags,
    ),
  handle() {
    throw told('UnsupportedAPIEndpointException')
  },
})
