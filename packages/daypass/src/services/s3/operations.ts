// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { CreateBucket } from './buckets/CreateBucket.js'
import { DeleteBucket } from './buckets/DeleteBucket.js'
import { GetBucketLocation } from './buckets/GetBucketLocation.js'
import { HeadBucket } from './buckets/HeadBucket.js'
import { ListBuckets } from './buckets/ListBuckets.js'
import { CopyObject } from './copy/CopyObject.js'
import { UploadPartCopy } from './copy/UploadPartCopy.js'
import { ListObjects } from './listing/ListObjects.js'
import { ListObjectsV2 } from './listing/ListObjectsV2.js'
import { AbortMultipartUpload } from './multipart/AbortMultipartUpload.js'
import { CompleteMultipartUpload } from './multipart/CompleteMultipartUpload.js'
import { CreateMultipartUpload } from './multipart/CreateMultipartUpload.js'
import { ListMultipartUploads } from './multipart/ListMultipartUploads.js'
import { ListParts } from './multipart/ListParts.js'
import { UploadPart } from './multipart/UploadPart.js'
import { DeleteObject } from './objects/DeleteObject.js'
import { DeleteObjects } from './objects/DeleteObjects.js'
import { GetObject } from './objects/GetObject.js'
import { HeadObject } from './objects/HeadObject.js'
import { PutObject } from './objects/PutObject.js'
import type { S3Operation } from './s3.js'

/** Every operation of s3 that is served, by name. */
export const s3Operations: readonly S3Operation[] = [
  AbortMultipartUpload,
  CompleteMultipartUpload,
  CopyObject,
  CreateBucket,
  CreateMultipartUpload,
  DeleteBucket,
  DeleteObject,
  DeleteObjects,
  GetBucketLocation,
  GetObject,
  HeadBucket,
  HeadObject,
  ListBuckets,
  ListMultipartUploads,
  ListObjects,
  ListObjectsV2,
  ListParts,
  PutObject,
  UploadPart,
  UploadPartCopy,
]
