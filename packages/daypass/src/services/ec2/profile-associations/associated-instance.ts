import { instanceResource } from '../instances/instance-resource.js'
import { type Ec2Here, type Ec2Resource, newResource } from '../permissions/ec2-resource.js'
import { instanceOfAssociation } from './association.js'

/** The instance that an association is about, as policies see it; any instance where there is no such association. */
export function associatedInstance(association: string, here: Ec2Here): Ec2Resource {
  const instance = instanceOfAssociation(here, association)
  return instance === undefined ? newResource(here, { kind: 'instance' }) : instanceResource(here, instance.id)
}
