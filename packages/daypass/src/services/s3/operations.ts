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
import { HeadObject } from './objects/HeadObject.js'
import { PutObject } from './objects/PutObject.js'
import type { S3Operation } from './s3.js'
import { GetBucketVersioning } from './versions/GetBucketVersioning.js'
import { ListObjectVersions } from './versions/ListObjectVersions.js'
import { PutBucketVersioning } from './versions/PutBucketVersioning.js'

/** Every operation of s3 that is served, by name. */
export const s3Operations: readonly S3Operation[] = [
  CreateBucket,
  DeleteBucket,
  DeleteObject,
  DeleteObjects,
  GetBucketLocation,
  GetBucketVersioning,
  GetObject,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListObjectVersions,
  ListObjects,
  ListObjectsV2,
  PutBucketVersioning,
  PutObject,
]
