// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { DeleteBucketPolicy } from './bucket-policy/DeleteBucketPolicy.js'
import { GetBucketPolicy } from './bucket-policy/GetBucketPolicy.js'
import { GetBucketPolicyStatus } from './bucket-policy/GetBucketPolicyStatus.js'
import { PutBucketPolicy } from './bucket-policy/PutBucketPolicy.js'
import { CreateBucket } from './buckets/CreateBucket.js'
import { DeleteBucket } from './buckets/DeleteBucket.js'
import { GetBucketLocation } from './buckets/GetBucketLocation.js'
import { HeadBucket } from './buckets/HeadBucket.js'
import { ListBuckets } from './buckets/ListBuckets.js'
import { DeleteBucketCors } from './cors/DeleteBucketCors.js'
import { GetBucketCors } from './cors/GetBucketCors.js'
import { OptionsObject } from './cors/OptionsObject.js'
import { PutBucketCors } from './cors/PutBucketCors.js'
import { ListObjects } from './listing/ListObjects.js'
import { ListObjectsV2 } from './listing/ListObjectsV2.js'
import { DeleteObject } from './objects/DeleteObject.js'
import { DeleteObjects } from './objects/DeleteObjects.js'
import { GetObject } from './objects/GetObject.js'
import { GetObjectAttributes } from './objects/GetObjectAttributes.js'
import { HeadObject } from './objects/HeadObject.js'
import { PutObject } from './objects/PutObject.js'
import { DeleteBucketOwnershipControls } from './ownership/DeleteBucketOwnershipControls.js'
import { GetBucketAcl } from './ownership/GetBucketAcl.js'
import { GetBucketOwnershipControls } from './ownership/GetBucketOwnershipControls.js'
import { GetObjectAcl } from './ownership/GetObjectAcl.js'
import { PutBucketAcl } from './ownership/PutBucketAcl.js'
import { PutBucketOwnershipControls } from './ownership/PutBucketOwnershipControls.js'
import { PutObjectAcl } from './ownership/PutObjectAcl.js'
import { PostObject } from './post/PostObject.js'
import { DeletePublicAccessBlock } from './public-access/DeletePublicAccessBlock.js'
import { GetPublicAccessBlock } from './public-access/GetPublicAccessBlock.js'
import { PutPublicAccessBlock } from './public-access/PutPublicAccessBlock.js'
import type { S3Operation } from './s3.js'
import { DeleteBucketEncryption } from './settings/DeleteBucketEncryption.js'
import { GetBucketAbac } from './settings/GetBucketAbac.js'
import { GetBucketAccelerateConfiguration } from './settings/GetBucketAccelerateConfiguration.js'
import { GetBucketEncryption } from './settings/GetBucketEncryption.js'
import { GetBucketLifecycleConfiguration } from './settings/GetBucketLifecycleConfiguration.js'
import { GetBucketLogging } from './settings/GetBucketLogging.js'
import { GetBucketNotificationConfiguration } from './settings/GetBucketNotificationConfiguration.js'
import { GetBucketReplication } from './settings/GetBucketReplication.js'
import { GetBucketRequestPayment } from './settings/GetBucketRequestPayment.js'
import { GetBucketWebsite } from './settings/GetBucketWebsite.js'
import { GetObjectLockConfiguration } from './settings/GetObjectLockConfiguration.js'
import { PutBucketEncryption } from './settings/PutBucketEncryption.js'
import { DeleteBucketTagging } from './tags/DeleteBucketTagging.js'
import { DeleteObjectTagging } from './tags/DeleteObjectTagging.js'
import { GetBucketTagging } from './tags/GetBucketTagging.js'
import { GetObjectTagging } from './tags/GetObjectTagging.js'
import { PutBucketTagging } from './tags/PutBucketTagging.js'
import { PutObjectTagging } from './tags/PutObjectTagging.js'
import { GetBucketVersioning } from './versions/GetBucketVersioning.js'
import { ListObjectVersions } from './versions/ListObjectVersions.js'
import { PutBucketVersioning } from './versions/PutBucketVersioning.js'

/** Every operation of s3 that is served, by name. */
export const s3Operations: readonly S3Operation[] = [
  CreateBucket,
  DeleteBucket,
  DeleteBucketCors,
  DeleteBucketEncryption,
  DeleteBucketOwnershipControls,
  DeleteBucketPolicy,
  DeleteBucketTagging,
  DeleteObject,
  DeleteObjectTagging,
  DeleteObjects,
  DeletePublicAccessBlock,
  GetBucketAbac,
  GetBucketAccelerateConfiguration,
  GetBucketAcl,
  GetBucketCors,
  GetBucketEncryption,
  GetBucketLifecycleConfiguration,
  GetBucketLocation,
  GetBucketLogging,
  GetBucketNotificationConfiguration,
  GetBucketOwnershipControls,
  GetBucketPolicy,
  GetBucketPolicyStatus,
  GetBucketReplication,
  GetBucketRequestPayment,
  GetBucketTagging,
  GetBucketVersioning,
  GetBucketWebsite,
  GetObject,
  GetObjectAcl,
  GetObjectAttributes,
  GetObjectLockConfiguration,
  GetObjectTagging,
  GetPublicAccessBlock,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListObjectVersions,
  ListObjects,
  ListObjectsV2,
  OptionsObject,
  PostObject,
  PutBucketAcl,
  PutBucketCors,
  PutBucketEncryption,
  PutBucketOwnershipControls,
  PutBucketPolicy,
  PutBucketTagging,
  PutBucketVersioning,
  PutObject,
  PutObjectAcl,
  PutObjectTagging,
  PutPublicAccessBlock,
]
