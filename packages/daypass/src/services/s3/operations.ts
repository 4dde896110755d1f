// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { CreateBucket } from './buckets/CreateBucket.js'
import { DeleteBucket } from './buckets/DeleteBucket.js'
import { GetBucketLocation } from './buckets/GetBucketLocation.js'
import { HeadBucket } from './buckets/HeadBucket.js'
import { ListBuckets } from './buckets/ListBuckets.js'
import { ListObjects } from './listing/ListObjects.js'
import { ListObjectsV2 } from './listing/ListObjectsV2.js'
import { DeleteObject } from './objects/DeleteObject.js'
import { DeleteObjects } from './objects/DeleteObjects.js'
import { GetObject } from './objects/GetObject.js'
import { GetObjectAttributes } from './objects/GetObjectAttributes.js'
import { HeadObject } from './objects/HeadObject.js'
import { PutObject } from './objects/PutObject.js'
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
  DeleteBucketEncryption,
  DeleteBucketTagging,
  DeleteObject,
  DeleteObjectTagging,
  DeleteObjects,
  GetBucketAbac,
  GetBucketAccelerateConfiguration,
  GetBucketEncryption,
  GetBucketLifecycleConfiguration,
  GetBucketLocation,
  GetBucketLogging,
  GetBucketNotificationConfiguration,
  GetBucketReplication,
  GetBucketRequestPayment,
  GetBucketTagging,
  GetBucketVersioning,
  GetBucketWebsite,
  GetObject,
  GetObjectAttributes,
  GetObjectLockConfiguration,
  GetObjectTagging,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListObjectVersions,
  ListObjects,
  ListObjectsV2,
  PutBucketEncryption,
  PutBucketTagging,
  PutBucketVersioning,
  PutObject,
  PutObjectTagging,
]
