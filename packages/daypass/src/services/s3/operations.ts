// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
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
import { HeadObject } from './objects/HeadObject.js'
import { PutObject } from './objects/PutObject.js'
import { PostObject } from './post/PostObject.js'
import type { S3Operation } from './s3.js'

/** Every operation of s3 that is served, by name. */
export const s3Operations: readonly S3Operation[] = [
  CreateBucket,
  DeleteBucket,
  DeleteBucketCors,
  DeleteObject,
  DeleteObjects,
  GetBucketCors,
  GetBucketLocation,
  GetObject,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListObjects,
  ListObjectsV2,
  OptionsObject,
  PostObject,
  PutBucketCors,
  PutObject,
]
