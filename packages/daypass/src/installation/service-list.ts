// Written by `node tools/operation-lists.mjs` from the folders of services. Do not edit.
import { account } from '../services/account/service.js'
import { daypass } from '../services/daypass/service.js'
import { ec2 } from '../services/ec2/service.js'
import { eksAuth } from '../services/eks-auth/service.js'
import { iam } from '../services/iam/service.js'
import { organizations } from '../services/organizations/service.js'
import { s3 } from '../services/s3/service.js'
import { s3control } from '../services/s3control/service.js'
import { sts } from '../services/sts/service.js'

/** Every service that is served. */
export const services = [account, daypass, ec2, eksAuth, iam, organizations, s3, s3control, sts] as const
